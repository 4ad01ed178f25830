package io.orgkeys.keycloak.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.orgkeys.keycloak.server.Ports;
import org.junit.jupiter.api.Assumptions;

/** A program from the directory {@code examples}, which runs in its own process. */
public final class ExampleServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(5);

    private final Process process;
    private final int port;
    private final Path log;
    private final Thread stopWithJvm = new Thread(this::end);

    private ExampleServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(stopWithJvm);
    }

    /** Returns the path of an installed program. If it is missing, skips the test, or fails in CI. */
    public static String program(String name) {
        Optional<String> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("There is no " + name + " on this machine, and CI=true");
        }
        Assumptions.assumeTrue(found.isPresent(), "There is no " + name + " on this machine");
        return found.orElseThrow();
    }

    /**
     * Starts the program, which reads a free port from the variable {@code PORT}, and waits until the program listens.
     */
    public static ExampleServer start(String name, List<String> command, Map<String, String> environment) {
        int port = Ports.free();
        Path log = Path.of("target", "examples", name + ".log");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("PORT", String.valueOf(port));
            ExampleServer server = new ExampleServer(builder.start(), port, log);
            server.awaitListening();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
    }

    /** Runs a program and asserts that it exits with 0. Otherwise, the message has its output. */
    public static void run(Path directory, String... command) {
        try {
            // not the output of this process, with which Maven communicates
            Path log = Files.createTempFile("orgkeys", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(RUN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Still running: " + List.of(command) + "\n" + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        List.of(command) + " ended with " + process.exitValue() + "\n" + Files.readString(log));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** Returns the output of the process so far. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(stopWithJvm);
        end();
    }

    private void end() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    private void awaitListening() {
        Instant deadline = Instant.now().plus(TIMEOUT);
        while (!listens()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                close();
                throw new AssertionError("It does not listen on port " + port + ":\n" + log());
            }
            try {
                process.waitFor(50, TimeUnit.MILLISECONDS); // returns early if the process ends
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
