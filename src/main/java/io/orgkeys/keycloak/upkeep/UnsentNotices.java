package io.orgkeys.keycloak.upkeep;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.keycloak.models.RealmModel;

import org.jboss.logging.Logger;

/** Says once, and not at every run, that a realm has notices to send and no mail server. */
final class UnsentNotices {

    private static final Logger LOGGER = Logger.getLogger(UnsentNotices.class);
    private static final int MOST = 1_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void tell(RealmModel realm) {
        if (told.size() < MOST && told.add(realm.getId())) {
            LOGGER.warnf(
                    "API keys of the realm %s are about to expire, and nobody is told: the realm has no mail server.",
                    realm.getName());
        }
    }

    void forget(RealmModel realm) {
        told.remove(realm.getId());
    }
}
