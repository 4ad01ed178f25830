package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the lines that the server logs for requests. Other tests must not run at the same time. */
final class ServerLog {

    private ServerLog() {}

    /** Returns the SQL statements that the server executes for the requests of the action. */
    static List<String> statementsOf(Runnable action) throws IOException {
        return of(action, "[org.hibernate.SQL]", "");
    }

    /** Returns the lines of this log category that contain the message. */
    static List<String> of(Runnable action, String category, String message) throws IOException {
        Path log = TestServer.keycloak().logFile();
        long begin = Files.size(log);
        action.run();
        return read(log, begin)
                .lines()
                .filter(line -> line.contains(category)
                        && line.contains(message)
                        && (line.contains("(executor-thread") || line.contains("(org-api-keys-lookup")))
                .toList();
    }

    /** Reads the log from this position on, because the log grows to hundreds of megabytes. */
    private static String read(Path log, long begin) throws IOException {
        try (InputStream all = Files.newInputStream(log)) {
            all.skipNBytes(begin);
            return new String(all.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
