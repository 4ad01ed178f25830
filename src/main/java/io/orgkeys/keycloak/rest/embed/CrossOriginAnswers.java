package io.orgkeys.keycloak.rest.embed;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.console.EmbeddedFiles;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.rest.ApiKeyErrors;

/**
 * Answers that pages of every origin can load and read, because they contain nothing that is not public. With the
 * allowed origin {@code *}, a browser does not let a page read the answer to a request with cookies.
 */
final class CrossOriginAnswers {

    /** Browsers keep the answer, but ask the server before each use. */
    static final String REVALIDATE = "no-cache";

    /**
     * The files that were requested, because reading a file from the jar and compressing it takes many milliseconds. The
     * map has only files that exist, so it is bounded.
     */
    private static final Map<String, TaggedContent> FILES = new ConcurrentHashMap<>();

    private final KeycloakSession session;

    CrossOriginAnswers(KeycloakSession session) {
        this.session = session;
    }

    /** Answers 404 if there is no such file. */
    Response file(String path, String cacheControl) {
        return find(path).map(file -> content(file, type(path), cacheControl)).orElseGet(CrossOriginAnswers::notFound);
    }

    Response content(TaggedContent content, String type, String cacheControl) {
        return shared(content.answer(session.getContext().getHttpRequest().getHttpHeaders())
                .type(type)
                .header(HttpHeaders.CACHE_CONTROL, cacheControl));
    }

    private static Response notFound() {
        boolean built = find("embed.js").isPresent();
        RequestRefusal refusal = RequestRefusal.FILE_NOT_FOUND;
        return shared(ApiKeyErrors.response(
                refusal.status(),
                refusal.code(),
                refusal.title(),
                built
                        ? refusal.detail()
                        : "This server has no embedded page: the provider was built without pages (-Dconsoles.skip)."));
    }

    private static Response shared(Response.ResponseBuilder response) {
        return response.header(Cors.ACCESS_CONTROL_ALLOW_ORIGIN, Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static Optional<TaggedContent> find(String path) {
        Optional<TaggedContent> file = Optional.ofNullable(FILES.get(path))
                .or(() -> EmbeddedFiles.read(path).map(TaggedContent::of));
        file.ifPresent(content -> FILES.putIfAbsent(path, content));
        return file;
    }

    private static String type(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return switch (extension) {
            case "js" -> "text/javascript;charset=utf-8";
            case "css" -> "text/css;charset=utf-8";
            case "json" -> "application/json";
            default -> "text/plain;charset=utf-8";
        };
    }
}
