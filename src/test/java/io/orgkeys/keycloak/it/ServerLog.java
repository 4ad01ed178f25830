package io.orgkeys.keycloak.it;

import java.io.IOException;
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
        byte[] all = Files.readAllBytes(log);
        return new String(all, (int) begin, (int) (all.length - begin), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(category)
                        && line.contains(message)
                        && (line.contains("(executor-thread") || line.contains("(org-api-keys-lookup")))
                .toList();
    }
}
