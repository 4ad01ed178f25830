package io.orgkeys.keycloak.upkeep;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.mail.KeyMails;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.ExpiryNotice;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.jboss.logging.Logger;

/**
 * Sends the expiry notices that are due in a realm. Each notice is claimed before it is sent, so it is sent at most
 * once. If a mail cannot be sent to any recipient, the run ends, because the mail server may be down.
 */
final class NoticeUpkeep {

    private static final Logger LOGGER = Logger.getLogger(NoticeUpkeep.class);
    private static final int BATCH = 50;
    private static final int MAX_WARNED = 1_000;

    /** The ids of the realms for which the log already contains a warning about the missing mail server. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private final Upkeep upkeep;
    private final String realmId;

    NoticeUpkeep(Upkeep upkeep, String realmId) {
        this.upkeep = upkeep;
        this.realmId = realmId;
    }

    void run() {
        List<DueNotice> due;
        boolean processedAny;
        do {
            due = upkeep.within(realmId, List.of(), this::find);
            processedAny = false;
            for (DueNotice notice : due) {
                if (upkeep.isTimeUp()) {
                    return;
                }
                if (upkeep.within(realmId, false, session -> isKnown(session, notice))) {
                    if (!claimAndSend(notice)) {
                        return;
                    }
                    processedAny = true;
                }
            }
        } while (processedAny && due.size() == BATCH);
    }

    /**
     * Returns whether the status of the key is known. While the owner of the key cannot be read, the notice stays due.
     */
    private static boolean isKnown(KeycloakSession session, DueNotice notice) {
        return ApiKeyServices.of(session).states().of(notice.key()).status() != ApiKeyStatus.UNKNOWN;
    }

    private List<DueNotice> find(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        if (!ApiKeySettings.of(realm).expiryNotices()) {
            return List.of();
        }
        ApiKeyServices services = ApiKeyServices.of(session);
        boolean possible = KeyMails.hasMailServer(realm);
        List<DueNotice> due = services.store()
                .upkeep()
                .findDueNotices(realmId, services.clock().instant(), possible ? BATCH : 1);
        if (possible) {
            WARNED.remove(realmId);
            return due;
        }
        if (!due.isEmpty() && WARNED.size() < MAX_WARNED && WARNED.add(realmId)) {
            LOGGER.warnf(
                    "API keys of the realm %s are about to expire, but no mails can be sent: the realm has no mail"
                            + " server.",
                    realm.getName());
        }
        return List.of();
    }

    /**
     * Returns false if the mail could not be sent to any recipient. Returns true also if the notice could not be
     * claimed, because another node was faster or the key was changed.
     */
    private boolean claimAndSend(DueNotice notice) {
        return !upkeep.within(realmId, false, session -> claim(session, notice))
                || upkeep.within(realmId, true, session -> send(session, notice));
    }

    private static boolean claim(KeycloakSession session, DueNotice notice) {
        ApiKeyServices services = ApiKeyServices.of(session);
        Instant next = ExpiryNotice.dueAt(
                notice.key().content().expiresAt(), services.clock().instant());
        return services.store().upkeep().claim(notice, next);
    }

    /** Reads the key again, because a key that was disabled in the meantime needs no notice. */
    private boolean send(KeycloakSession session, DueNotice notice) {
        ApiKeyServices services = ApiKeyServices.of(session);
        ApiKey key =
                services.store().keys().findById(realmId, notice.key().id()).orElse(null);
        Instant expiresAt = key == null ? null : key.content().expiresAt();
        return key == null
                || expiresAt == null
                || services.states().of(key).status() != ApiKeyStatus.ACTIVE
                || new KeyMails(session).expires(key, expiresAt);
    }
}
