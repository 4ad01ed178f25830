package io.orgkeys.keycloak.authorization;

import java.util.Optional;

import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

import io.orgkeys.keycloak.model.Actor;

/**
 * Finds the administrator who impersonates the user of the request. Keycloak stores the id and the username of the
 * administrator in notes of the user session.
 */
public final class Impersonation {

    private Impersonation() {}

    /** Returns the impersonator in the user session of the request's bearer token. Empty without impersonation. */
    public static Optional<Actor.Impersonator> of(KeycloakSession session) {
        UserSessionModel userSession = session.getContext().getUserSession();
        String id =
                userSession == null ? null : userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString());
        if (userSession == null || id == null) {
            return Optional.empty();
        }
        String username = userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_USERNAME.toString());
        return Optional.of(new Actor.Impersonator(id, username == null ? id : username));
    }

    /** Returns the user of the request as the actor of a change. */
    static Actor actor(KeycloakSession session, UserModel user) {
        return new Actor(
                Actor.Type.USER, user.getId(), user.getUsername(), of(session).orElse(null));
    }
}
