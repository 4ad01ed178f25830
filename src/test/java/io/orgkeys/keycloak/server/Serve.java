package io.orgkeys.keycloak.server;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs Keycloak with this provider and the example realm until Ctrl-C: {@code mvn -Pserve}. The data is kept in {@code
 * .server}, so only the first start imports the realm. The port is 8080; {@code -Dport=8081} sets another port.
 *
 * <p>Java older than 17 cannot load this class. The build checks the version first and prints a clear message.
 */
public final class Serve {
    private static final int DEFAULT_PORT = 8080;

    /** The id of the organization acme in realm-export.json. */
    private static final String ACME = "11111111-1111-4111-8111-111111111111";

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private Serve() {}

    public static void main(String[] arguments) {
        try {
            serve(port());
        } catch (IllegalArgumentException | IllegalStateException e) {
            // the user can fix these errors, so print a sentence and not a stack trace
            ERR.println(e.getMessage());
            System.exit(1);
        } catch (UncheckedIOException e) {
            ERR.println(e.getMessage() + ": " + e.getCause());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int port() {
        String value = System.getProperty("port", String.valueOf(DEFAULT_PORT));
        int port;
        try {
            port = Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    value + " is not a port. Choose one from 1 to 65535: mvn -Pserve -Dport=8081");
        }
        return port;
    }

    private static void serve(int port) throws InterruptedException {
        Path directory = Project.root().resolve(".server");
        Path home = directory.resolve("keycloak");
        KeycloakServer.running(home).ifPresent(other -> {
            throw new IllegalStateException("It runs already, as process " + other.pid()
                    + ". Stop that one first: Ctrl-C where it was started, or kill " + other.pid());
        });
        if (!Ports.isFree(port)) {
            throw new IllegalStateException("Port " + port
                    + " is taken by another program. Stop it, or choose another port: mvn -Pserve -Dport="
                    + (port == DEFAULT_PORT ? port + 1 : DEFAULT_PORT));
        }

        AtomicBoolean ending = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> printStopMessages(home, ending)));
        Instant begin = Instant.now();
        try {
            KeycloakServer keycloak = KeycloakServer.builder()
                    .home(home)
                    .logFile(directory.resolve("keycloak.log"))
                    .host("localhost")
                    .httpPort(port)
                    .importRealm(Project.realm())
                    .progress(OUT::println)
                    .start();
            welcome(keycloak, Duration.between(begin, Instant.now()));
            keycloak.awaitEnd();
            if (!ending.get()) {
                throw new IllegalStateException(
                        "Keycloak ended by itself. End of " + keycloak.logFile() + ":\n" + keycloak.logTail());
            }
        } catch (IllegalStateException e) {
            // after Ctrl-C, the end of the server is expected
            if (ending.compareAndSet(false, true)) {
                throw e;
            }
        }
    }

    /** Prints messages while the server stops. The shutdown hook of {@link KeycloakServer} stops it. */
    private static void printStopMessages(Path home, AtomicBoolean ending) {
        if (ending.compareAndSet(false, true)) {
            OUT.println("\nStopping Keycloak ...");
            KeycloakServer.running(home).ifPresent(server -> server.onExit().join());
            OUT.println("Stopped. What you changed is kept in .server and is there at the next start.");
        }
    }

    private static void welcome(KeycloakServer keycloak, Duration took) {
        OUT.printf("""
                Ready after %1$d seconds. Ctrl-C stops it.

                  Admin console    %2$s/admin/master/console/#/h0p
                                   admin / admin
                  Account console  %2$s/realms/h0p/account
                                   alice / alice   administrator of the organization acme
                                   bob / bob       member of acme
                                   carol / carol   member of acme, administrator of globex
                  Log              %3$s

                Try it in bash:

                1. Issue a key for a bot of acme that may read statistics.

                TOKEN=$(curl -s %2$s/realms/h0p/protocol/openid-connect/token \\
                  -d client_id=demo-cli -d grant_type=password -d username=h0p-admin -d password=h0p-admin |
                  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                KEY=$(curl -s %2$s/admin/realms/h0p/api-keys \\
                  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
                  -d '{"organizationId":"%4$s","type":"bot","name":"CI","permissions":{"stats":["read"]}}' |
                  sed 's/.*"secret":"\\([^"]*\\)".*/\\1/'); echo "$KEY"

                2. Is it valid for reading statistics? Yes: 200.

                curl -i "%2$s/realms/h0p/api-keys/verify?permission=stats:read" -H "x-api-key: $KEY"; echo

                3. And for deleting domains? No: 403.

                curl -i "%2$s/realms/h0p/api-keys/verify?permission=domains:delete" -H "x-api-key: $KEY"; echo

                """, took.toSeconds(), keycloak.baseUrl(), Project.root().relativize(keycloak.logFile()), ACME);
        OUT.flush();
    }
}
