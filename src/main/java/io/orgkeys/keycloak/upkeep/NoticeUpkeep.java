package io.orgkeys.keycloak.upkeep;

import java.time.Instant;
import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.mail.KeyMails;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.ExpiryNotice;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Gives the notices of expiry that are due in a realm. Each is claimed before it is sent, so that it is sent once at most,
 * whatever happens. Where nobody can be told at all, the mail server is given a rest until the next time.
 */
final class NoticeUpkeep {

    private static final int BATCH = 50;

    private final Upkeep upkeep;
    private final String realmId;
    private final UnsentNotices unsent;
    private final WorkTime time;

    NoticeUpkeep(Upkeep upkeep, String realmId, UnsentNotices unsent, WorkTime time) {
        this.upkeep = upkeep;
        this.realmId = realmId;
        this.unsent = unsent;
        this.time = time;
    }

    void run() {
        List<DueNotice> due;
        boolean given;
        do {
            due = upkeep.within(realmId, List.of(), this::find);
            given = false;
            for (DueNotice notice : due) {
                if (time.isUp()) {
                    return;
                }
                if (upkeep.within(realmId, false, session -> isKnown(session, notice))) {
                    if (!give(notice)) {
                        return;
                    }
                    given = true;
                }
            }
        } while (given && due.size() == BATCH);
    }

    /** A notice stays due while the owner cannot be read. */
    private static boolean isKnown(KeycloakSession session, DueNotice notice) {
        return ApiKeyServices.of(session).states().of(notice.key()).status() != ApiKeyStatus.UNKNOWN;
    }

    private List<DueNotice> find(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        if (!ApiKeySettings.of(realm).expiryNotices()) {
            return List.of();
        }
        ApiKeyServices services = ApiKeyServices.of(session);
        boolean possible = KeyMails.arePossible(realm);
        List<DueNotice> due =
                services.store().findDueNotices(realmId, services.clock().instant(), possible ? BATCH : 1);
        if (possible) {
            unsent.forget(realm);
            return due;
        }
        if (!due.isEmpty()) {
            unsent.tell(realm);
        }
        return List.of();
    }

    /** False when nobody could be told. */
    private boolean give(DueNotice notice) {
        if (!upkeep.within(realmId, false, session -> claim(session, notice))) {
            return true;
        }
        return upkeep.within(realmId, true, session -> {
            ApiKeyServices services = ApiKeyServices.of(session);
            // as it is now: who disables a key does not want to hear of it
            ApiKey key = services.store().findById(realmId, notice.key().id()).orElse(null);
            Instant expiresAt = key == null ? null : key.expiresAt();
            return key == null
                    || expiresAt == null
                    || services.states().of(key).status() != ApiKeyStatus.ACTIVE
                    || new KeyMails(session).expires(key, expiresAt);
        });
    }

    private static boolean claim(KeycloakSession session, DueNotice notice) {
        ApiKeyServices services = ApiKeyServices.of(session);
        return services.store()
                .claim(
                        notice,
                        ExpiryNotice.dueAt(
                                notice.key().expiresAt(), services.clock().instant()));
    }
}
