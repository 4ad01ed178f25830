package io.orgkeys.keycloak.benchmark;

import io.gatling.javaapi.core.Simulation;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.orgkeys.keycloak.benchmark.Requests.always;
import static io.orgkeys.keycloak.benchmark.Requests.introspect;
import static io.orgkeys.keycloak.benchmark.Requests.lines;
import static io.orgkeys.keycloak.benchmark.Requests.verify;

/** Verifies with requests a key that {@link Libraries} verifies in memory. */
public final class LibraryLoad extends Simulation {

    private static final int WARM_UPS = 2;

    private final Site site = Site.read();
    private final Steps steps = new Steps(site);

    /** Gatling calls this constructor. */
    public LibraryLoad() {
        String one = lines(site.warmKeys()).get(0);
        steps.unmeasured(
                Load.CLIENTS,
                repeat(WARM_UPS)
                        .on(exec(
                                steps.timed(verify(Row.WARM_UP, always(one))),
                                steps.timed(introspect(Row.WARM_UP, always(one))))));
        steps.measure(Row.VERIFY_ONE, Load.CLIENTS, row -> verify(row, always(one)));
        steps.measure(Row.INTROSPECT_ONE, Load.CLIENTS, row -> introspect(row, always(one)));
        setUp(steps.chain()).protocols(http.baseUrl(site.url()).disableCaching().disableFollowRedirect());
    }

    @Override
    public void after() {
        steps.writeServerTimes();
    }
}
