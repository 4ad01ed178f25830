package io.orgkeys.keycloak.it.clock;

import java.util.Map;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.TimerProvider;

/**
 * {@code PUT ?offset=<seconds>} sets the difference between the server's clock and the real time. {@code POST
 * /tasks/<name>} runs a periodic task of the server immediately.
 */
public class TestClockResource {

    private final KeycloakSession session;

    TestClockResource(KeycloakSession session) {
        this.session = session;
    }

    @PUT
    public void set(@QueryParam("offset") int seconds) {
        Time.setOffset(seconds);
    }

    @POST
    @Path("tasks/{name}")
    public void run(@PathParam("name") String name) {
        Map<String, TimerProvider.TimerTaskContext> tasks =
                session.getProvider(TimerProvider.class).getTasks();
        if (!tasks.containsKey(name)) {
            throw new NotFoundException("Tasks: " + tasks.keySet());
        }
        tasks.get(name).getRunnable().run();
    }
}
