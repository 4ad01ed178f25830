package io.orgkeys.keycloak.model;

import java.time.Instant;

/** The key is deleted. Only for callers who may see the keys of its organization: for others there is no such key. */
public final class DeletedKeyException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    /** @param endedAt when the secret that was looked up stopped working */
    public DeletedKeyException(String keyId, Instant endedAt) {
        super("The secret belonged to the API key " + keyId + ", which is deleted. It stopped working at " + endedAt
                + ".");
    }
}
