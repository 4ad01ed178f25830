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
 * A process that keeps running when the JVM that started it ends. A file stores the process id, the start time, and
 * notes for the next JVM.
 *
 * @param notes one per line, for example the ports
 */
record KeptProcess(ProcessHandle handle, List<String> notes) {

    /** Returns the process that the file describes, if this process still runs. */
    static Optional<KeptProcess> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            long begin = Long.parseLong(lines.get(1));
            return ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(ProcessHandle::isAlive)
                    // The operating system reuses process ids, so the start time must match. Some seconds of difference
                    // are allowed, because Linux derives the start time from the clock, which may have been set in the
                    // meantime.
                    .filter(handle -> Math.abs(startTime(handle) - begin) < 5_000)
                    .map(handle -> new KeptProcess(handle, List.copyOf(lines.subList(2, lines.size()))));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    static void write(Path file, ProcessHandle handle, List<String> notes) throws IOException {
        List<String> lines = new ArrayList<>(List.of(String.valueOf(handle.pid()), String.valueOf(startTime(handle))));
        lines.addAll(notes);
        Files.write(file, lines);
    }

    /** Returns the note at this index, or null. */
    @Nullable
    String note(int index) {
        return index < notes.size() ? notes.get(index) : null;
    }

    /** Returns the start time in milliseconds since the epoch. */
    private static long startTime(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
