package io.orgkeys.keycloak.upkeep;

import java.time.Duration;

import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Deletes old tombstones of a realm.
 *
 * @param retention how long they are kept
 * @param most how many at most
 */
record TombstoneUpkeep(Duration retention, int most) {

    void run(Upkeep upkeep, String realmId) {
        upkeep.within(realmId, false, session -> {
            ApiKeyServices services = ApiKeyServices.of(session);
            services.store().pruneTombstones(realmId, services.clock().instant().minus(retention), most);
            return true;
        });
    }
}
