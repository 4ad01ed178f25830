package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What requests make the server log: no other test runs at the same time. */
final class ServerLog {

    private ServerLog() {}

    /** The SQL statements of the requests that are sent meanwhile. */
    static List<String> statementsOf(Runnable action) throws IOException {
        return of(action, "[org.hibernate.SQL]", "");
    }

    /** Lines of this category, which have this text. */
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

    /** The log grows to hundreds of megabytes: what was there before is skipped. */
    private static String read(Path log, long begin) throws IOException {
        try (InputStream all = Files.newInputStream(log)) {
            all.skipNBytes(begin);
            return new String(all.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
