package io.orgkeys.keycloak.it.clock;

import jakarta.ws.rs.PUT;
import jakarta.ws.rs.QueryParam;

import org.keycloak.common.util.Time;

/** {@code PUT ?offset=<seconds>} sets how far the server's time is ahead. */
public class TestClockResource {

    @PUT
    public void set(@QueryParam("offset") int seconds) {
        Time.setOffset(seconds);
    }
}
