package io.orgkeys.keycloak.benchmark.empty;

import java.nio.charset.StandardCharsets;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Returns a constant response. */
public class EmptyResource {

    private static final String ID = "70f86833-3be4-4670-94bc-147e5a0722ab";
    private static final byte[] ANSWER = ("{\"keyId\":\"" + ID + "\",\"keyType\":\"bot\",\"subject\":\"" + ID
                    + "\",\"username\":\"bot:Key 1\",\"organizationId\":\"" + ID
                    + "\",\"organization\":\"organization-1\","
                    + "\"permissions\":{\"shortLinks\":[\"create\"],\"stats\":[\"read\"]},\"attributes\":{}}")
            .getBytes(StandardCharsets.UTF_8);

    @GET
    public Response answer() {
        return Response.ok("{\"empty\":true}", MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Returns the response of the verify endpoint to a valid key, without verifying one. */
    @GET
    @Path("same-answer")
    public Response sameAnswer() {
        return Response.ok(ANSWER, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Auth-Key-Id", ID)
                .header("X-Auth-Key-Type", "bot")
                .header("X-Auth-Subject", ID)
                .header("X-Auth-Username", "bot:Key 1")
                .header("X-Auth-Organization-Id", ID)
                .header("X-Auth-Organization", "organization-1")
                .header("X-Auth-Permissions", "shortLinks:create stats:read")
                .header("X-Auth-Attributes", "")
                .header("X-Auth-Truncated", "none")
                .build();
    }
}
