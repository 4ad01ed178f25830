package io.orgkeys.keycloak.token;

import java.time.Instant;
import java.util.Optional;

import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.Requirement;
import org.jspecify.annotations.Nullable;

/**
 * A login with a key, as a note of the user session.
 *
 * @param keyId of the key
 * @param secretIssuedAt which of its secrets it was
 * @param keepsRoles whether the tokens have the roles and claims of the user, or else the permissions of the key only
 * @param required the permissions that the authentication step requires of the key, at the login and for every later token
 */
public record KeyLogin(String keyId, Instant secretIssuedAt, boolean keepsRoles, Permissions required) {

    private static final String NOTE = "org-api-key";
    private static final String WITH_ROLES = "roles";
    private static final String WITHOUT_ROLES = "permissions";

    public static KeyLogin of(IssuedSecret issued, boolean keepsRoles, Permissions required) {
        return new KeyLogin(issued.key().id(), issued.issuedAt(), keepsRoles, required);
    }

    /** Empty for a session that began otherwise, and where there is no session. */
    public static Optional<KeyLogin> of(@Nullable UserSessionModel session) {
        return Optional.ofNullable(session).map(begun -> begun.getNote(NOTE)).map(note -> {
            String[] parts = note.split(" ", 4);
            return new KeyLogin(
                    parts[0], Instant.parse(parts[1]), WITH_ROLES.equals(parts[2]), Permissions.ofScope(parts[3]));
        });
    }

    public void writeTo(AuthenticationSessionModel session) {
        session.setUserSessionNote(
                NOTE,
                String.join(
                        " ",
                        keyId,
                        secretIssuedAt.toString(),
                        keepsRoles ? WITH_ROLES : WITHOUT_ROLES,
                        required.toScope()));
    }

    /** What the key has to meet whenever a token of the login is made or checked. Its organization never changes. */
    public Requirement requirement() {
        return new Requirement(null, required);
    }
}
