package io.orgkeys.keycloak.token;

import java.time.Instant;
import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import org.jspecify.annotations.Nullable;

/**
 * A login with a key, stored as a note of the user session.
 *
 * @param secretIssuedAt identifies the secret that was used for the login
 * @param keepsRoles whether the tokens contain the roles and claims of the user, or only the permissions of the key
 * @param required the permissions that the authentication step requires, at the login and for every later token
 */
public record KeyLogin(String keyId, Instant secretIssuedAt, boolean keepsRoles, Permissions required) {

    private static final String NOTE = "org-api-key";
    private static final String WITH_ROLES = "roles";
    private static final String WITHOUT_ROLES = "permissions";

    public static KeyLogin of(IssuedSecret issued, boolean keepsRoles, Permissions required) {
        return new KeyLogin(issued.key().id(), issued.issuedAt(), keepsRoles, required);
    }

    /**
     * Returns the login of the session. Returns empty if there is no session, or if the session did not begin with a
     * key.
     */
    public static Optional<KeyLogin> of(@Nullable UserSessionModel session) {
        return Optional.ofNullable(session)
                .map(existing -> existing.getNote(NOTE))
                .map(note -> {
                    String[] parts = note.split(" ", 4);
                    return new KeyLogin(
                            parts[0],
                            Instant.parse(parts[1]),
                            WITH_ROLES.equals(parts[2]),
                            Permissions.ofScope(parts[3]));
                });
    }

    /**
     * Returns whether the session began with a key, and the tokens of the session contain only the permissions of the
     * key.
     */
    public static boolean isLimited(@Nullable UserSessionModel session) {
        return of(session).filter(login -> !login.keepsRoles).isPresent();
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

    /**
     * Verifies the key of the login again, when a token is issued or checked.
     *
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification verifyAgain(KeycloakSession session, EntryPoint way) {
        return verifyAgain(session, way, keyId, secretIssuedAt, requirement());
    }

    /**
     * Verifies the key of a token again.
     *
     * @param userSession the user session of the token; null for a token from a token exchange
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public static Verification verifyAgain(
            KeycloakSession session, EntryPoint way, ApiKeyClaim claim, @Nullable UserSessionModel userSession) {
        Requirement requirement = of(userSession).map(KeyLogin::requirement).orElse(Requirement.NONE);
        return verifyAgain(session, way, claim.keyId(), claim.secretIssuedAt(), requirement);
    }

    private static Verification verifyAgain(
            KeycloakSession session, EntryPoint way, String keyId, Instant secretIssuedAt, Requirement requirement) {
        return ApiKeyServices.of(session).verifier().verifyAgain(way, keyId, secretIssuedAt, requirement);
    }

    /** Requires no organization, because a key never moves to another organization. */
    private Requirement requirement() {
        return new Requirement(null, required);
    }
}
