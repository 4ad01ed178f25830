package io.orgkeys.keycloak.model;

/** The API key that calls is good, but may not be used from where it was sent. */
public final class NetworkNotAllowedException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public NetworkNotAllowedException(String detail) {
        super(detail);
    }
}
