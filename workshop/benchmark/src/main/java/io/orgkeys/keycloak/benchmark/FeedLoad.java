package io.orgkeys.keycloak.benchmark;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

/** Polls the change feed as fast as possible, after {@link Libraries} has changed {@value #CHANGED} keys. */
public final class FeedLoad extends Simulation {

    static final int CHANGED = 1_000;

    /** The usual duration: the interval of the polls, and two seconds. */
    private static final int USUAL = 2_500;

    /** Reaches back to the changes during the whole measurement. */
    private static final int LONG = 60_000;

    private final Site site = Site.read();
    private final Steps steps = new Steps(site);

    /** Gatling calls this constructor. */
    public FeedLoad() {
        steps.measure(
                Row.POLL_CHANGED,
                Load.CLIENTS,
                row -> poll(row, LONG, substring("\",\"").count().is(CHANGED - 1)));
        steps.measure(Row.POLL_UNCHANGED, Load.CLIENTS, row -> poll(row, USUAL, substring("\"ids\":[]")));
        setUp(steps.chain()).protocols(http.baseUrl(site.url()).disableCaching().disableFollowRedirect());
    }

    private static ChainBuilder poll(Row row, int since, CheckBuilder ids) {
        return exec(http(row.text())
                .post(Requests.CHANGES)
                .header("Authorization", Requests.BASIC)
                .header("Content-Type", "application/json")
                .body(StringBody("{\"since\":" + since + "}"))
                .check(status().is(200), substring("\"all\":false"), ids));
    }

    @Override
    public void after() {
        steps.writeServerTimes();
    }
}
