package io.orgkeys.keycloak.event;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.service.OrphanedKeys;
import org.jboss.logging.Logger;

/** Raises an admin event when keys are deleted because their owner left the organization or was removed. */
public final class OwnerEvents implements OrphanedKeys.Listener {

    private static final Logger LOGGER = Logger.getLogger(OwnerEvents.class);

    @Override
    public void deleted(KeycloakSession session, OrphanedKeys keys) {
        try {
            ApiKeyEvents.ofCaller(session, keys.realm()).deleted(keys);
        } catch (RuntimeException e) {
            // a failure to raise the event must not prevent the removal of the owner
            LOGGER.errorf(
                    e,
                    "The admin event about %d deleted API keys of the organization %s could not be stored",
                    keys.count(),
                    keys.organizationId());
        }
    }
}
