package io.orgkeys.keycloak.token;

import java.time.Instant;
import java.util.Optional;

import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

import io.orgkeys.keycloak.model.IssuedSecret;

/**
 * That somebody logged in with a key, as a note of their session.
 *
 * @param keyId of the key
 * @param secretIssuedAt which of its secrets it was
 */
public record KeyLogin(String keyId, Instant secretIssuedAt) {

    private static final String NOTE = "org-api-key";

    public static KeyLogin of(IssuedSecret issued) {
        return new KeyLogin(issued.key().id(), issued.issuedAt());
    }

    /** Empty for a session that began otherwise. */
    public static Optional<KeyLogin> of(UserSessionModel session) {
        return Optional.ofNullable(session.getNote(NOTE)).map(note -> {
            int space = note.indexOf(' ');
            return new KeyLogin(note.substring(0, space), Instant.parse(note.substring(space + 1)));
        });
    }

    public void writeTo(AuthenticationSessionModel session) {
        session.setUserSessionNote(NOTE, keyId + ' ' + secretIssuedAt);
    }
}
