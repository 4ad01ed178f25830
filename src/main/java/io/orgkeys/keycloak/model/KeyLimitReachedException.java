package io.orgkeys.keycloak.model;

/** The owner has as many keys as the realm allows. */
public final class KeyLimitReachedException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public KeyLimitReachedException(int limit) {
        super("Only " + limit + (limit == 1 ? " key is" : " keys are")
                + " allowed here. Delete one first, or rotate the existing one to get a new secret.");
    }
}
