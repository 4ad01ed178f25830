package io.orgkeys.keycloak.model;

/** Is notified of changes in a realm: see {@link ApiKeyStore#onChange}. */
@FunctionalInterface
public interface ChangeListener {

    void changed(String realmId, String id);

    /** Returns a listener that notifies this listener, and then the other one. */
    default ChangeListener andThen(ChangeListener other) {
        return (realmId, id) -> {
            changed(realmId, id);
            other.changed(realmId, id);
        };
    }
}
