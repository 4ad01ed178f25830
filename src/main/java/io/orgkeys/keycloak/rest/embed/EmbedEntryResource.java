package io.orgkeys.keycloak.rest.embed;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;

/** A file of the embedded page whose address is the same in all versions. */
public class EmbedEntryResource {

    /** The script changes with each version, so after an upgrade, browsers use the former script for five minutes. */
    private static final String FIVE_MINUTES = "public, max-age=300";

    private final KeycloakSession session;
    private final String name;
    private final String cacheControl;

    private EmbedEntryResource(KeycloakSession session, String name, String cacheControl) {
        this.session = session;
        this.name = name;
        this.cacheControl = cacheControl;
    }

    /** Returns the script that applications load. */
    public static EmbedEntryResource script(KeycloakSession session) {
        return new EmbedEntryResource(session, "embed.js", FIVE_MINUTES);
    }

    /** Returns the file that names the current version. */
    public static EmbedEntryResource version(KeycloakSession session) {
        return new EmbedEntryResource(session, "embed.json", CrossOriginAnswers.REVALIDATE);
    }

    @GET
    public Response file() {
        return new CrossOriginAnswers(session).file(name, cacheControl);
    }
}
