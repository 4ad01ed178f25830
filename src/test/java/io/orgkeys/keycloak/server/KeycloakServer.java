package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * A real Keycloak with this provider, in its own process. {@link Builder#start()} returns when the server answers
 * requests. {@link #stop()}, or the end of the JVM that started it, ends the server and its child processes.
 *
 * <pre>{@code
 * try (Database database = Database.startEmpty(directory);
 *         KeycloakServer keycloak = KeycloakServer.builder()
 *                 .database(database)
 *                 .importRealm(Path.of("realm-export.json"))
 *                 .start()) {
 *     … keycloak.baseUrl() …
 * }
 * }</pre>
 */
public final class KeycloakServer implements AutoCloseable {
    /**
     * The user name and password of the administrator that each server with an empty database creates in the realm
     * master.
     */
    public static final String ADMIN = "admin";

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
    private static final String PROCESS_FILE = ".process";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final ProcessHandle process;
    private final Path home;
    private final Path logFile;
    private final String version;
    private final String baseUrl;
    private final int httpPort;
    private final int managementPort;
    private final Thread shutdownHook;

    private KeycloakServer(ProcessHandle process, Builder settings, String version, int httpPort, int managementPort) {
        this.process = process;
        this.home = settings.home;
        this.logFile = settings.logFile();
        this.version = version;
        this.baseUrl = "http://" + settings.host + ":" + httpPort;
        this.httpPort = httpPort;
        this.managementPort = managementPort;
        this.shutdownHook = new Thread(this::end, "stop Keycloak on port " + httpPort);
        if (!settings.kept) {
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        }
    }

    /** Returns a builder with the defaults that {@link Builder} describes. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the process of the server that runs from this installation, whether this or another JVM started it. */
    public static Optional<ProcessHandle> running(Path home) {
        return KeptProcess.read(home.resolve(PROCESS_FILE)).map(KeptProcess::handle);
    }

    /** Returns scheme, host and port, without a trailing slash. */
    public String baseUrl() {
        return baseUrl;
    }

    public int httpPort() {
        return httpPort;
    }

    /** Returns the base URL of {@code /health} and {@code /metrics}, without a trailing slash. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Returns the installation directory, which contains {@code bin/kcadm.sh}. */
    public Path home() {
        return home;
    }

    /** Returns the file with the output of the server. */
    public Path logFile() {
        return logFile;
    }

    /** Returns the version of Keycloak. */
    public String version() {
        return version;
    }

    /** Returns the Java process. Its parent is the start script. */
    public ProcessHandle javaProcess() {
        return tree(process).stream()
                .filter(handle -> handle.info().command().orElse("").contains("java"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Keycloak does not run"));
    }

    /** Waits until the server has ended for any reason. */
    public void awaitEnd() throws InterruptedException {
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the last lines of the log. */
    public String logTail() {
        return tail(logFile);
    }

    /** Stops the server, or kills it after a timeout. Does nothing if the server has already ended. */
    public void stop() {
        cancelShutdownHook();
        end();
    }

    /** Kills the server, as a crash would. */
    public void kill() {
        cancelShutdownHook();
        tree(process).forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }

    private void end() {
        end(process);
    }

    private void cancelShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down and runs the hook anyway; stopping twice does no harm
        }
    }

    /**
     * Returns a process with its descendants. The start script is the parent of the Java process, which would keep
     * running if only the script were killed.
     */
    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(root.descendants(), Stream.of(root)).toList();
    }

    static void end(ProcessHandle root) {
        List<ProcessHandle> processes = tree(root);
        processes.forEach(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(STOP_TIMEOUT);
        for (ProcessHandle handle : processes) {
            try {
                handle.onExit()
                        .get(
                                Math.max(
                                        1,
                                        Duration.between(Instant.now(), deadline)
                                                .toMillis()),
                                TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (Exception e) {
                // timed out: killed below
            }
        }
        tree(root).forEach(ProcessHandle::destroyForcibly);
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    private static String tail(Path logFile) {
        List<String> lines = lines(logFile);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static List<String> lines(Path logFile) {
        try {
            // readAllLines would fail on a byte that is not UTF-8, and the reason of the server's failure would be lost
            return new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Configures a server. By default, the server uses the distribution and the provider jar of the system properties
     * {@code keycloak.distribution} and {@code orgkeys.jar}, which Maven sets. It runs in development mode, on free
     * ports, with health and metrics, with Keycloak's own H2 database in a file that is kept between starts. It is
     * installed below {@code target/keycloak} and listens on the loopback address only.
     */
    public static final class Builder {
        private static final Pattern ERROR = Pattern.compile("\\bERROR\\b|^Unknown option|^Error occurred");

        /** Environment variables that are set for other Keycloaks on this machine and must not affect a test server. */
        private static final Pattern FOREIGN_VARIABLE =
                Pattern.compile("(KC|KCKEY|KEYCLOAK|QUARKUS)_.*|JAVA|JAVA_OPTS.*|JAVA_ADD_OPENS|DEBUG.*|PRINT_ENV");

        private Path cache = Project.target().resolve("keycloak");
        private Path home = cache.resolve("servers").resolve("default");
        private @Nullable Path distribution;
        private @Nullable Path logFile;
        private @Nullable Database database;
        private @Nullable List<Path> providers;
        private String host = "127.0.0.1";
        private int httpPort;
        private int managementPort;
        private boolean production;
        private boolean clustered;
        private boolean readOnly;
        private boolean kept;
        private Path java = Path.of(System.getProperty("java.home", ""));
        private Duration startTimeout = Duration.ofSeconds(Long.getLong("keycloak.start.timeout", 300));
        private Consumer<String> progress = line -> {};
        private final List<Path> realms = new ArrayList<>();
        private final List<String> features = new ArrayList<>();
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();

        private Builder() {
            environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
            environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
        }

        /** Sets the zip file of the distribution. */
        public Builder distribution(Path zip) {
            this.distribution = zip;
            return this;
        }

        /** Sets the directory where zip files are unpacked, once per version. */
        public Builder cache(Path directory) {
            this.cache = directory.toAbsolutePath().normalize();
            return this;
        }

        /**
         * Sets the installation directory, which is kept, so that the next start is faster. Servers that run at the
         * same time need different directories.
         */
        public Builder home(Path directory) {
            this.home = directory.toAbsolutePath().normalize();
            return this;
        }

        /** Sets the installation directory to a subdirectory of {@code target/keycloak/servers}. */
        public Builder name(String name) {
            return home(cache.resolve("servers").resolve(name));
        }

        /** Sets the provider jars that replace ours. Without arguments, Keycloak runs without providers. */
        public Builder providers(Path... jars) {
            this.providers = List.of(jars);
            return this;
        }

        /** Sets the database, which replaces Keycloak's own H2 file. The caller must close the database. */
        public Builder database(Database database) {
            this.database = database;
            return this;
        }

        /**
         * Sets the host name in {@link KeycloakServer#baseUrl()}, and thus in the URLs and tokens of Keycloak. The
         * server still listens on 127.0.0.1.
         */
        public Builder host(String name) {
            this.host = name;
            return this;
        }

        /** Sets the HTTP port. The default is 0, which chooses a free port. */
        public Builder httpPort(int port) {
            this.httpPort = port;
            return this;
        }

        /** Sets the port of {@code /health} and {@code /metrics}. The default is 0, which chooses a free port. */
        public Builder managementPort(int port) {
            this.managementPort = port;
            return this;
        }

        /** Imports a realm at the start, unless a realm of that name exists. */
        public Builder importRealm(Path file) {
            realms.add(file);
            return this;
        }

        /** Removes all realms to import. */
        public Builder withoutRealms() {
            realms.clear();
            return this;
        }

        /** Enables features, as in {@code --features}. */
        public Builder features(String... names) {
            features.addAll(List.of(names));
            return this;
        }

        /** Sets the log level, as in {@code --log-level}, for example {@code info,io.orgkeys:debug}. */
        public Builder logLevel(String level) {
            return options("--log-level=" + level);
        }

        /**
         * Sets the log file, which each start overwrites. The default is {@code keycloak.log} in {@link #home(Path)}.
         */
        public Builder logFile(Path file) {
            this.logFile = file.toAbsolutePath().normalize();
            return this;
        }

        /** Adds options of {@code kc.sh}, for example {@code --spi-events-listener--email--enabled=false}. */
        public Builder options(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** Sets an environment variable of the server, for example {@code JAVA_OPTS_APPEND}. */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * Keeps the server running when this JVM ends. A later JVM that starts a server with the same settings uses the
         * running one.
         */
        public Builder kept() {
            this.kept = true;
            return this;
        }

        /**
         * Uses {@code kc.sh build} and {@code kc.sh start --optimized}. The server is faster, but takes longer to
         * start.
         */
        public Builder production() {
            this.production = true;
            return this;
        }

        /** Sets the JDK of the server. The default is the JDK of this JVM. */
        public Builder java(Path home) {
            this.java = home;
            return this;
        }

        /**
         * Makes the installation read-only, as in a container with a read-only file system. Implies {@link
         * #production()}.
         */
        public Builder readOnly() {
            this.readOnly = true;
            return production();
        }

        /** Makes the server a node of a cluster. All nodes use the same {@link #database(Database)}. */
        public Builder clustered() {
            this.clustered = true;
            return this;
        }

        /**
         * Sets the maximum time until the server is ready. The default is 5 minutes, or {@code
         * -Dkeycloak.start.timeout} in seconds.
         */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = timeout;
            return this;
        }

        /** Sets a listener for progress messages about steps that take long. */
        public Builder progress(Consumer<String> listener) {
            this.progress = listener;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IllegalStateException if the server does not answer; the message contains the reason and the end of
         *     the log
         */
        public KeycloakServer start() {
            try {
                return launch();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start Keycloak in " + home, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Keycloak was starting", e);
            }
        }

        /**
         * Runs a command of {@code kc.sh} that ends by itself, such as {@code export}, in the installation directory.
         * First stops a server that runs there. The output of the command is in the {@link #logFile(Path)}.
         *
         * @return the exit code
         */
        public int run(String... command) {
            try {
                prepare();
                List<String> arguments = new ArrayList<>(List.of(command));
                arguments.addAll(databaseOptions());
                arguments.addAll(options);
                Process process = script(arguments);
                try {
                    if (!process.waitFor(startTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw failure(
                                "did not finish " + command[0] + " within " + startTimeout.toSeconds() + " seconds");
                    }
                    return process.exitValue();
                } finally {
                    end(process.toHandle());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot run Keycloak in " + home, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Keycloak was running", e);
            }
        }

        /**
         * Prepares the installation: stops a server that still runs there, and copies the distribution, providers and
         * realms.
         */
        private KeycloakDistribution prepare() throws IOException {
            // a server of a JVM that was killed, or a kept server with other settings
            running(home).ifPresent(KeycloakServer::end);
            KeycloakDistribution keycloak =
                    new KeycloakDistribution(distribution == null ? Project.distribution() : distribution);
            ReadOnly.release(home);
            keycloak.install(home, cache, build(), progress);
            KeycloakDistribution.synchronize(
                    providers == null ? List.of(Project.jar()) : providers, home.resolve("providers"));
            KeycloakDistribution.synchronize(realms, home.resolve("data").resolve("import"));
            Files.createDirectories(Objects.requireNonNull(logFile().getParent()));
            Files.deleteIfExists(logFile());
            KeycloakDistribution.markUnbuilt(home);
            return keycloak;
        }

        private KeycloakServer launch() throws IOException, InterruptedException {
            String fingerprint = kept ? fingerprint() : "";
            if (kept) {
                Optional<KeycloakServer> keptServer = keptServer(fingerprint);
                if (keptServer.isPresent()) {
                    progress.accept("Keycloak still runs on " + keptServer.get().baseUrl());
                    return keptServer.get();
                }
            }
            int http = httpPort == 0 ? Ports.free() : httpPort;
            int management = managementPort == 0 ? Ports.free() : managementPort;
            for (int port : new int[] {http, management}) {
                if (!Ports.isFree(port)) {
                    throw new IllegalStateException("Port " + port + " is taken by another program");
                }
            }
            KeycloakDistribution keycloak = prepare();

            List<String> all = allOptions(http, management);
            if (production) {
                build(all);
            }
            if (readOnly) {
                ReadOnly.protect(home);
            }
            progress.accept("Starting Keycloak " + keycloak.version() + " on http://" + host + ":" + http + " ...");
            List<String> arguments =
                    new ArrayList<>(production ? List.of("start", "--optimized") : List.of("start-dev"));
            arguments.addAll(all);
            if (!realms.isEmpty()) {
                arguments.add("--import-realm");
            }
            Process process = script(arguments);
            KeptProcess.write(
                    home.resolve(PROCESS_FILE),
                    process.toHandle(),
                    List.of(String.valueOf(http), String.valueOf(management), fingerprint));
            try {
                KeycloakServer server =
                        new KeycloakServer(process.toHandle(), this, keycloak.version(), http, management);
                awaitReadiness(server, process);
                if (!readOnly) {
                    KeycloakDistribution.markBuilt(home, build());
                }
                return server;
            } catch (IllegalStateException | InterruptedException e) {
                // the server is not ready, this thread was interrupted, or the JVM shuts down and accepts no more
                // shutdown hooks
                end(process.toHandle());
                throw e;
            }
        }

        /** Returns the kept server if it answers and has the requested configuration. */
        private Optional<KeycloakServer> keptServer(String fingerprint) throws InterruptedException {
            Optional<KeptProcess> found =
                    KeptProcess.read(home.resolve(PROCESS_FILE)).filter(process -> fingerprint.equals(process.note(2)));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            KeycloakServer server = new KeycloakServer(
                    found.get().handle(),
                    this,
                    new KeycloakDistribution(distribution == null ? Project.distribution() : distribution).version(),
                    Integer.parseInt(Objects.requireNonNull(found.get().note(0))),
                    Integer.parseInt(Objects.requireNonNull(found.get().note(1))));
            return answers(HttpClient.newHttpClient(), server.baseUrl + "/realms/master")
                    ? Optional.of(server)
                    : Optional.empty();
        }

        /** Returns a checksum of the provider jars and of all settings that affect the server. */
        private String fingerprint() throws IOException {
            List<String> settings = new ArrayList<>(databaseOptions());
            settings.addAll(options);
            settings.addAll(features);
            settings.add(String.valueOf(distribution == null ? Project.distribution() : distribution));
            settings.add(environment.toString());
            return checksum(settings);
        }

        /**
         * Returns a checksum of the provider jars and of the settings that usually determine the build output of
         * Keycloak. If another build option differs, Keycloak rebuilds itself.
         */
        private String build() throws IOException {
            List<String> settings = new ArrayList<>(databaseOptions());
            settings.removeIf(option -> !option.startsWith("--db="));
            settings.addAll(features);
            settings.add(production + " " + clustered);
            return checksum(settings);
        }

        private String checksum(List<String> settings) throws IOException {
            CRC32 sum = new CRC32();
            for (Path file : providers == null ? List.of(Project.jar()) : providers) {
                sum.update(Files.readAllBytes(file));
            }
            sum.update(String.join("\n", settings).getBytes(StandardCharsets.UTF_8));
            return Long.toHexString(sum.getValue());
        }

        private List<String> allOptions(int http, int management) {
            List<String> all = new ArrayList<>(databaseOptions());
            all.add("--http-enabled=true");
            all.add("--http-host=127.0.0.1");
            all.add("--http-port=" + http);
            all.add("--http-management-port=" + management);
            all.add("--health-enabled=true");
            all.add("--metrics-enabled=true");
            if (production) {
                all.add("--hostname-strict=false");
            }
            if (clustered) {
                all.add("--cache=ispn");
                all.add("--cache-embedded-network-bind-address=127.0.0.1");
                // JGroups also uses this port plus 50000, and the sum must not exceed 65535
                all.add("--cache-embedded-network-bind-port=" + Ports.free(11_000, 15_000));
            } else {
                all.add("--cache=local");
            }
            if (!features.isEmpty()) {
                all.add("--features=" + String.join(",", features));
            }
            all.addAll(options);
            return Collections.unmodifiableList(all);
        }

        private List<String> databaseOptions() {
            return database == null ? List.of("--db=dev-file") : database.keycloakOptions();
        }

        private void build(List<String> all) throws IOException, InterruptedException {
            progress.accept("Building Keycloak ...");
            List<String> arguments = new ArrayList<>(List.of("build"));
            arguments.addAll(all);
            Process process = script(arguments);
            try {
                if (!process.waitFor(startTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw failure("was not built within " + startTimeout.toSeconds() + " seconds");
                }
                if (process.exitValue() != 0) {
                    throw failure("could not be built");
                }
            } finally {
                end(process.toHandle());
            }
        }

        private Process script(List<String> arguments) throws IOException {
            List<String> command = new ArrayList<>(ReadOnly.isProtected(home) ? ReadOnly.prefix() : List.of());
            command.add(
                    home.resolve("bin").resolve(WINDOWS ? "kc.bat" : "kc.sh").toString());
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(name -> FOREIGN_VARIABLE.matcher(name).matches());
            variables.put("JAVA_HOME", java.toString());
            // otherwise, Keycloak would look for SSSD on the system's D-Bus, and wait 10 seconds if the system has no
            // D-Bus
            variables.put("DBUS_SYSTEM_BUS_ADDRESS", "none:");
            if (!production) {
                // a test server runs only for minutes, so optimized compilation and a parallel garbage collector would
                // cost
                // more time than they save; the start script enables G1
                variables.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC -Xms512m");
            }
            variables.putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        }

        private void awaitReadiness(KeycloakServer server, Process process) throws InterruptedException {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            // check the health first, because a request before the server is ready causes a warning in Keycloak's log
            String health = server.managementUrl() + "/health/ready";
            String realm = "http://127.0.0.1:" + server.httpPort + "/realms/master";
            Instant deadline = Instant.now().plus(startTimeout);
            while (!answers(client, health) || !answers(client, realm)) {
                if (Instant.now().isAfter(deadline)) {
                    throw failure("was not ready after " + startTimeout.toSeconds() + " seconds");
                }
                if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    throw failure("ended with exit code " + process.exitValue() + " before it was ready");
                }
            }
        }

        private static boolean answers(HttpClient client, String url) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            try {
                return client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        }

        private IllegalStateException failure(String what) {
            List<String> reasons = lines(logFile()).stream()
                    .filter(line -> ERROR.matcher(line).find() && !line.contains("For more details run"))
                    .limit(10)
                    .toList();
            return new IllegalStateException("Keycloak " + what + ".\n"
                    + (reasons.isEmpty() ? "" : "Reason:\n" + String.join("\n", reasons) + "\n")
                    + "End of " + logFile() + ":\n" + tail(logFile()));
        }

        private Path logFile() {
            return logFile == null ? home.resolve("keycloak.log") : logFile;
        }
    }
}
