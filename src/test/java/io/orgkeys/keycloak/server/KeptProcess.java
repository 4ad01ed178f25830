package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A process that goes on when the JVM that started it ends, as a file says it: its id, when it began, and what the next JVM has to
 * know to use it.
 *
 * @param notes line by line
 */
record KeptProcess(ProcessHandle handle, List<String> notes) {

    /** The process of the file, if it runs still. */
    static Optional<KeptProcess> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            long begin = Long.parseLong(lines.get(1));
            return ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(ProcessHandle::isAlive)
                    // The operating system gives the number to another process one day. Linux derives the time from
                    // the clock, which may have been set since.
                    .filter(handle -> Math.abs(startOf(handle) - begin) < 5_000)
                    .map(handle -> new KeptProcess(handle, List.copyOf(lines.subList(2, lines.size()))));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    static void write(Path file, ProcessHandle handle, List<String> notes) throws IOException {
        List<String> lines = new ArrayList<>(List.of(String.valueOf(handle.pid()), String.valueOf(startOf(handle))));
        lines.addAll(notes);
        Files.write(file, lines);
    }

    /** The note at this place, or null. */
    @Nullable
    String note(int index) {
        return index < notes.size() ? notes.get(index) : null;
    }

    /** In milliseconds since 1970. */
    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
