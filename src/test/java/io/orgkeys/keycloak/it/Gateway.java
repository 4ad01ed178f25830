package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** A real gateway that runs with a configuration from {@code docker/gateways}. */
final class Gateway implements AutoCloseable {

    static final Path CONFIGURATIONS = Path.of("docker", "gateways").toAbsolutePath();

    private final Process process;
    private final int port;

    private Gateway(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns the path of an installed program. If it is missing, skips the test, or fails in CI. */
    static Path program(String name) {
        List<Path> found = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .toList();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(name + " is not installed, and CI tests with it: see .ci/run");
        }
        Assumptions.assumeFalse(found.isEmpty(), name + " is not installed: install it to run this test");
        return found.get(0);
    }

    /** Returns a configuration with its placeholders replaced. */
    static String configuration(Path template, Map<String, String> values) {
        try {
            String text = Files.readString(CONFIGURATIONS.resolve(template));
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a gateway in the foreground and waits until it accepts connections. */
    static Gateway start(Path directory, int port, List<String> command) {
        return start(directory, port, Map.of(), command);
    }

    /** Starts a gateway with these environment variables. */
    static Gateway start(Path directory, int port, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log.txt").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Gateway gateway = new Gateway(process, port);
            for (int i = 0; i < 100; i++) {
                if (!process.isAlive()) {
                    throw new AssertionError(command + " ended: " + Files.readString(directory.resolve("log.txt")));
                }
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                    return gateway;
                } catch (IOException notYet) {
                    process.waitFor(100, TimeUnit.MILLISECONDS);
                }
            }
            gateway.close();
            throw new AssertionError(command + " accepts no connections");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
