package io.orgkeys.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/**
 * The steps of a simulation, one after the other. In each measurement, a number of clients send their next request as
 * soon as they get an answer.
 */
final class Steps {

    private final Site site;
    private final ServerTime serverTime;
    private final List<Supplier<List<PopulationBuilder>>> steps = new ArrayList<>();

    Steps(Site site) {
        this.site = site;
        this.serverTime = ServerTime.of(site.serverPid());
    }

    /** Returns the number of the next step. */
    int next() {
        return steps.size();
    }

    /** Adds a step whose populations run at the same time. */
    void add(Supplier<List<PopulationBuilder>> populations) {
        steps.add(() -> new ArrayList<>(populations.get()));
    }

    /** Adds requests that are not measured. */
    void unmeasured(int clients, ChainBuilder requests) {
        int number = next();
        add(() -> List.of(population(Row.WARM_UP, number, clients, requests)));
    }

    /**
     * Adds a measurement after a warm-up of the same duration. The warm-up is necessary, because the node evicts keys
     * that were not used for a while, and the JVM recompiles code when the requests change.
     */
    void measure(Row row, int clients, Function<Row, ChainBuilder> requests) {
        int number = next();
        ChainBuilder both = warmedUpAndMeasured(row, number, requests);
        add(() -> List.of(population(row, number, clients, both)));
    }

    ChainBuilder warmedUpAndMeasured(Row row, int number, Function<Row, ChainBuilder> requests) {
        return timed(requests.apply(Row.WARM_UP)).exec(measured(row, number, requests.apply(row)));
    }

    /** Adds a measurement without a warm-up. */
    void step(Row row, int clients, ChainBuilder requests) {
        int number = next();
        add(() -> List.of(population(row, number, clients, measured(row, number, requests))));
    }

    static PopulationBuilder population(Row row, int number, int clients, ChainBuilder work) {
        return scenario(row.text() + " #" + number).exec(work).injectOpen(atOnceUsers(clients));
    }

    private ChainBuilder measured(Row row, int number, ChainBuilder requests) {
        return exec(session -> {
                    serverTime.begin(row, number);
                    return session;
                })
                .exec(timed(requests))
                .exec(session -> {
                    serverTime.end(number);
                    return session;
                });
    }

    /** Repeats requests for the duration of one measurement. */
    ChainBuilder timed(ChainBuilder requests) {
        return exec(during(Duration.ofSeconds(site.seconds())).on(requests));
    }

    /** Chains the steps. Each step starts when the previous step has ended. */
    PopulationBuilder[] chain() {
        return chain(0);
    }

    private PopulationBuilder[] chain(int from) {
        List<PopulationBuilder> now = steps.get(from).get();
        if (from + 1 < steps.size()) {
            now.set(0, now.get(0).andThen(chain(from + 1)));
        }
        return now.toArray(PopulationBuilder[]::new);
    }

    /** Writes the processor times of the server. */
    void writeServerTimes() {
        serverTime.write(site.serverTimes());
    }
}
