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
 * A real Keycloak distribution in a process of its own, with this provider in it. {@link Builder#start()} returns when
 * it answers requests; {@link #stop()}, or the end of the JVM that started it, ends it and whatever it started.
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
    /** The master realm's administrator that every server gets on an empty database; the password is the same. */
    public static final String ADMIN = "admin";

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
    private static final String PROCESS_FILE = ".process";
    private static final Duration ORDERLY_STOP = Duration.ofSeconds(30);

    private final ProcessHandle process;
    private final Path home;
    private final Path logFile;
    private final String version;
    private final String baseUrl;
    private final int httpPort;
    private final int managementPort;
    private final Thread stopWithJvm;

    private KeycloakServer(ProcessHandle process, Builder settings, String version, int httpPort, int managementPort) {
        this.process = process;
        this.home = settings.home;
        this.logFile = settings.logFile();
        this.version = version;
        this.baseUrl = "http://" + settings.host + ":" + httpPort;
        this.httpPort = httpPort;
        this.managementPort = managementPort;
        this.stopWithJvm = new Thread(this::end, "stop Keycloak on port " + httpPort);
        if (!settings.kept) {
            Runtime.getRuntime().addShutdownHook(stopWithJvm);
        }
    }

    /** See {@link Builder} for what a server is like when nothing else is said. */
    public static Builder builder() {
        return new Builder();
    }

    /** The server that runs from this installation, if one does: started by this JVM or by another. */
    public static Optional<ProcessHandle> running(Path home) {
        return KeptProcess.read(home.resolve(PROCESS_FILE)).map(KeptProcess::handle);
    }

    /** Scheme, host and port, without a slash at the end. */
    public String baseUrl() {
        return baseUrl;
    }

    public int httpPort() {
        return httpPort;
    }

    /** Where {@code /health} and {@code /metrics} are, without a slash at the end. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** The installation, with {@code bin/kcadm.sh} in it. */
    public Path home() {
        return home;
    }

    /** All that the server prints. */
    public Path logFile() {
        return logFile;
    }

    /** Keycloak's, not ours. */
    public String version() {
        return version;
    }

    /** The process that is Keycloak proper; the script that was started is its parent. */
    public ProcessHandle javaProcess() {
        return tree(process).stream()
                .filter(handle -> handle.info().command().orElse("").contains("java"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Keycloak does not run"));
    }

    /** Waits until the server has ended, whoever ended it. */
    public void awaitEnd() throws InterruptedException {
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last lines of the log. */
    public String logTail() {
        return tail(logFile);
    }

    /** Ends the server in an orderly way, or by force when that takes too long. A server that has ended stays ended. */
    public void stop() {
        forgetStopWithJvm();
        end();
    }

    /** Ends the server at once, as a crash would. */
    public void kill() {
        forgetStopWithJvm();
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

    private void forgetStopWithJvm() {
        try {
            Runtime.getRuntime().removeShutdownHook(stopWithJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook runs or has run: ending twice does no harm
        }
    }

    /** The script that was started is the parent of the server proper, and would leave it behind when killed alone. */
    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(root.descendants(), Stream.of(root)).toList();
    }

    static void end(ProcessHandle root) {
        List<ProcessHandle> processes = tree(root);
        processes.forEach(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(ORDERLY_STOP);
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
                // Too slow: by force, below
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
            // Not readAllLines: a byte that is no UTF-8 must not hide why the server failed
            return new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * What the server is to be like. Without a word it is: the distribution and the provider jar that Maven hands over
     * in the system properties {@code keycloak.distribution} and {@code orgkeys.jar}, in development mode, on free
     * ports, with health and metrics, with Keycloak's own H2 database in a file that is kept from start to start,
     * installed below {@code target/keycloak}, reachable from this machine only.
     */
    public static final class Builder {
        private static final Pattern ERROR = Pattern.compile("\\bERROR\\b|^Unknown option|^Error occurred");

        /** Would change a server that a test starts, because of what somebody set for another Keycloak. */
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

        /** The zip file to install Keycloak from. */
        public Builder distribution(Path zip) {
            this.distribution = zip;
            return this;
        }

        /** Where zip files are unpacked, once per version. */
        public Builder cache(Path directory) {
            this.cache = directory.toAbsolutePath().normalize();
            return this;
        }

        /**
         * Where the server is installed. It is kept, which makes the next start from there faster; two servers that run
         * at the same time need two of them.
         */
        public Builder home(Path directory) {
            this.home = directory.toAbsolutePath().normalize();
            return this;
        }

        /** The same as {@link #home(Path)}, below {@code target/keycloak/servers}. */
        public Builder name(String name) {
            return home(cache.resolve("servers").resolve(name));
        }

        /** The provider jars, instead of ours; none for a bare Keycloak. */
        public Builder providers(Path... jars) {
            this.providers = List.of(jars);
            return this;
        }

        /** Where Keycloak keeps its data, instead of in a file of its own. The server does not close it. */
        public Builder database(Database database) {
            this.database = database;
            return this;
        }

        /** The host in {@link KeycloakServer#baseUrl()}, and so in what Keycloak issues; 127.0.0.1 is listened on. */
        public Builder host(String name) {
            this.host = name;
            return this;
        }

        /** 0, as at first, for a free one. */
        public Builder httpPort(int port) {
            this.httpPort = port;
            return this;
        }

        /** 0, as at first, for a free one. */
        public Builder managementPort(int port) {
            this.managementPort = port;
            return this;
        }

        /** A realm to import at the start, unless a realm of that name is there. */
        public Builder importRealm(Path file) {
            realms.add(file);
            return this;
        }

        /** No realm to import after all. */
        public Builder withoutRealms() {
            realms.clear();
            return this;
        }

        /** Features to switch on, as in {@code --features}. */
        public Builder features(String... names) {
            features.addAll(List.of(names));
            return this;
        }

        /** As in {@code --log-level}, for example {@code info,io.orgkeys:debug}. */
        public Builder logLevel(String level) {
            return options("--log-level=" + level);
        }

        /** Written anew at every start; at first {@code keycloak.log} in the {@link #home(Path)}. */
        public Builder logFile(Path file) {
            this.logFile = file.toAbsolutePath().normalize();
            return this;
        }

        /** More options of {@code kc.sh}, for example {@code --spi-events-listener--email--enabled=false}. */
        public Builder options(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** A variable in the environment of the server, for example {@code JAVA_OPTS_APPEND}. */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Goes on when this JVM ends, and is used by the next one that would start the same. */
        public Builder kept() {
            this.kept = true;
            return this;
        }

        /** {@code kc.sh build}, then {@code kc.sh start --optimized}: as fast as it gets, and slower to start. */
        public Builder production() {
            this.production = true;
            return this;
        }

        /** The JDK to run it with, instead of that of this JVM. */
        public Builder java(Path home) {
            this.java = home;
            return this;
        }

        /**
         * Started in an installation where nothing can be written, as in a container whose file system is read-only, and
         * {@link #production()}.
         */
        public Builder readOnly() {
            this.readOnly = true;
            return production();
        }

        /** One node of a cluster: the nodes are those that use the same {@link #database(Database)}. */
        public Builder clustered() {
            this.clustered = true;
            return this;
        }

        /** How long to wait for readiness; at first 5 minutes, or {@code -Dkeycloak.start.timeout=} seconds. */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = timeout;
            return this;
        }

        /** Is told in a sentence what takes long. */
        public Builder progress(Consumer<String> listener) {
            this.progress = listener;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IllegalStateException if it does not; the message has the reason and the end of the log
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
         * Runs a command of {@code kc.sh} that ends by itself, such as {@code export}, in the installation of a server that does
         * not run. What it prints is in the {@link #logFile(Path)}.
         *
         * @return its exit code
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

        /** Installs what is to be started. */
        private KeycloakDistribution prepare() throws IOException {
            running(home)
                    .ifPresent(
                            KeycloakServer
                                    ::end); // left behind by a JVM that was killed, or kept and not what is wanted
            KeycloakDistribution keycloak =
                    new KeycloakDistribution(distribution == null ? Project.distribution() : distribution);
            ReadOnly.release(home);
            keycloak.install(home, cache, progress);
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
                    progress.accept("Keycloak runs still on " + keptServer.get().baseUrl());
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
                    KeycloakDistribution.markBuilt(home);
                }
                return server;
            } catch (IllegalStateException | InterruptedException e) {
                // Not ready, interrupted, or too late for the JVM to end it later because the JVM is ending already
                end(process.toHandle());
                throw e;
            }
        }

        /** A server that was started before and is what would be started now. */
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

        /** Of all that makes this server another one than the next: what is in its jars, and how it is started. */
        private String fingerprint() throws IOException {
            CRC32 sum = new CRC32();
            for (Path file : providers == null ? List.of(Project.jar()) : providers) {
                sum.update(Files.readAllBytes(file));
            }
            List<String> settings = new ArrayList<>(databaseOptions());
            settings.addAll(options);
            settings.addAll(features);
            settings.add(String.valueOf(distribution == null ? Project.distribution() : distribution));
            settings.add(environment.toString());
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
                // JGroups takes the port 50000 above as well, and begins again at 0 when that is too high
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
            // Keycloak looks for SSSD on the system's message bus, and where there is none waits 10 seconds for it
            variables.put("DBUS_SYSTEM_BUS_ADDRESS", "none:");
            if (!production) {
                // The server lives for minutes: what it spends on optimizing itself never comes back
                variables.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
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
            // Health first: a request that comes too early is a warning in Keycloak's log
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
