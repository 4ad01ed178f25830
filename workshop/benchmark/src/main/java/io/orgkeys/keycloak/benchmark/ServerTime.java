package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures the processor time of the server for each row, including its garbage collector and compiler. This time
 * describes a server better than the number of requests per second, because the load generator and the database use the
 * same processors.
 */
final class ServerTime {

    private final Supplier<Duration> clock;
    private final Map<Integer, Duration> begun = new HashMap<>();
    private final Map<Integer, Duration> ended = new HashMap<>();
    private final Map<Integer, Row> rows = new HashMap<>();

    /** @param clock returns the processor time of the server so far */
    ServerTime(Supplier<Duration> clock) {
        this.clock = clock;
    }

    /** Measures a process of this machine. */
    static ServerTime of(long pid) {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return new ServerTime(() -> server.info().totalCpuDuration().orElseThrow());
    }

    /** Begins a measurement. Each client calls this method when it begins, and the first call counts. */
    synchronized void begin(Row row, int measurement) {
        rows.put(measurement, row);
        begun.computeIfAbsent(measurement, number -> clock.get());
    }

    /** Ends a measurement. Each client calls this method when it ends, and the last call counts. */
    synchronized void end(int measurement) {
        ended.put(measurement, clock.get());
    }

    /** Writes a line for each row: its name and the milliseconds of all its measurements. */
    synchronized void write(Path file) {
        Map<Row, Long> millis = new EnumMap<>(Row.class);
        ended.forEach((number, end) ->
                millis.merge(rows.get(number), end.minus(begun.get(number)).toMillis(), Long::sum));
        try {
            Files.write(
                    file,
                    millis.entrySet().stream()
                            .map(entry -> entry.getKey().name() + ' ' + entry.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<Row, Long> read(Path file) throws IOException {
        Map<Row, Long> millis = new EnumMap<>(Row.class);
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", 2);
            millis.put(Row.valueOf(parts[0]), Long.valueOf(parts[1]));
        }
        return millis;
    }
}
