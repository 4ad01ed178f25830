package io.orgkeys.keycloak.benchmark.empty;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers a word. */
public class EmptyResource {

    @GET
    public Response answer() {
        return Response.ok("{\"empty\":true}", MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
