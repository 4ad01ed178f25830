package io.orgkeys.keycloak.rest.realm;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.rest.account.AccountResource;
import io.orgkeys.keycloak.rest.account.PreflightResource;
import io.orgkeys.keycloak.rest.account.SelfResource;
import io.orgkeys.keycloak.rest.embed.EmbedEntryResource;
import io.orgkeys.keycloak.rest.embed.EmbedResource;
import io.orgkeys.keycloak.rest.feed.ChangesResource;
import io.orgkeys.keycloak.rest.leak.LeaksResource;
import io.orgkeys.keycloak.rest.verify.VerifyResource;

/** The root of all paths below {@code /realms/{realm}/api-keys}. */
public class ApiKeysRealmResource extends VerifyResource {

    private final KeycloakSession session;

    /**
     * Refuses plain HTTP if the realm requires HTTPS, as Keycloak does for tokens.
     *
     * @throws RefusedException with FORBIDDEN also if the realm is disabled
     */
    ApiKeysRealmResource(KeycloakSession session) {
        super(session);
        this.session = session;
        RealmModel realm = session.getContext().getRealm();
        // check the setting of the realm first, so that the base URI is computed only if necessary; computing it takes
        // longer than a verification
        if (realm.getSslRequired().isRequired(session.getContext().getConnection())
                && !"https".equals(session.getContext().getUri().getBaseUri().getScheme())) {
            throw RequestRefusal.FORBIDDEN.exception("This realm requires HTTPS.");
        }
        if (!realm.isEnabled()) {
            throw RequestRefusal.FORBIDDEN.exception("This realm is disabled.");
        }
    }

    @Path("organizations")
    public Object organizations() {
        return isPreflight() ? new PreflightResource(session) : new AccountResource(session);
    }

    @Path("self")
    public Object self() {
        return isPreflight() ? new PreflightResource(session) : new SelfResource(session);
    }

    @Path("leaks")
    public LeaksResource leaks() {
        return new LeaksResource(session);
    }

    @Path("changes")
    public ChangesResource changes() {
        return new ChangesResource(session);
    }

    @Path("embed.js")
    public EmbedEntryResource embedScript() {
        return EmbedEntryResource.script(session);
    }

    @Path("embed.json")
    public EmbedEntryResource embedVersion() {
        return EmbedEntryResource.version(session);
    }

    @Path("embed")
    public EmbedResource embed() {
        return new EmbedResource(session);
    }

    private boolean isPreflight() {
        return HttpMethod.OPTIONS.equals(session.getContext().getHttpRequest().getHttpMethod());
    }
}
