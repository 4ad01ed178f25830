package io.orgkeys.keycloak.rest.embed;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

import io.orgkeys.keycloak.console.PageMessages;
import org.jspecify.annotations.Nullable;

/** The messages of the embedded page, and the files of its current version. */
public class EmbedResource {

    /** The path of a file contains a hash of all files of the version, so the file never changes. */
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final KeycloakSession session;

    public EmbedResource(KeycloakSession session) {
        this.session = session;
    }

    @GET
    @Path("messages")
    public Response messages(@QueryParam("locale") @Nullable String locale) {
        try {
            byte[] json = JsonSerialization.writeValueAsBytes(PageMessages.of(session, locale));
            return new CrossOriginAnswers(session)
                    .content(TaggedContent.of(json), "application/json", CrossOriginAnswers.REVALIDATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Path("{version}/{file}")
    public Response file(@PathParam("version") String version, @PathParam("file") String file) {
        return new CrossOriginAnswers(session).file(version + "/" + file, FOREVER);
    }
}
