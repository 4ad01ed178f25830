package io.orgkeys.keycloak.token;

import java.time.Instant;
import java.util.Optional;

import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

import io.orgkeys.keycloak.model.IssuedSecret;

/**
 * A login with a key, as a note of the user session.
 *
 * @param keyId of the key
 * @param secretIssuedAt which of its secrets it was
 * @param keepsRoles whether the tokens have the roles and claims of the user, or else the permissions of the key only
 */
public record KeyLogin(String keyId, Instant secretIssuedAt, boolean keepsRoles) {

    private static final String NOTE = "org-api-key";
    private static final String ROLES = "roles";

    public static KeyLogin of(IssuedSecret issued, boolean keepsRoles) {
        return new KeyLogin(issued.key().id(), issued.issuedAt(), keepsRoles);
    }

    /** Empty for a session that began otherwise. */
    public static Optional<KeyLogin> of(UserSessionModel session) {
        return Optional.ofNullable(session.getNote(NOTE)).map(note -> {
            String[] parts = note.split(" ", 3);
            return new KeyLogin(parts[0], Instant.parse(parts[1]), parts.length > 2 && ROLES.equals(parts[2]));
        });
    }

    public void writeTo(AuthenticationSessionModel session) {
        session.setUserSessionNote(NOTE, keyId + ' ' + secretIssuedAt + (keepsRoles ? ' ' + ROLES : ""));
    }
}
