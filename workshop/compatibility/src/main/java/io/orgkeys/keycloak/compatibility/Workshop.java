package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/**
 * The resources of the checks: the jar, the distributions of Keycloak that Maven downloads, and the JDKs of this
 * machine.
 */
final class Workshop {

    static final Path DIRECTORY = Path.of("target", "compatibility").toAbsolutePath();
    static final Path REALM = Path.of("realm-export.json");

    /** The directories in which operating systems and SDKMAN install JDKs. */
    private static final List<Path> JDKS = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of(System.getProperty("user.home", ""), ".sdkman", "candidates", "java"));

    private final Path jar;
    private final String maven;
    private final Path distributions;
    private final Map<Integer, Path> jdks = new TreeMap<>();

    Workshop(Path jar, String maven, Path distributions) {
        this.jar = jar;
        this.maven = maven;
        this.distributions = distributions;
        findJdks();
    }

    Path jar() {
        return jar;
    }

    /**
     * Returns a server of this version with our jar, in production mode.
     *
     * @param user the name of the cell, so that cells have separate installations
     */
    KeycloakServer.Builder server(String version, Database database, String user) throws NotRunException {
        return KeycloakServer.builder()
                .distribution(distribution(version))
                .home(DIRECTORY.resolve("keycloak-" + user))
                .database(database)
                .providers(jar)
                .options("--spi-api-key-usage--default--interval=1")
                .production();
    }

    /** Starts an empty database in a separate directory for each cell. */
    Database database(String vendor, String user) {
        return Database.startEmpty(vendor, DIRECTORY.resolve("database-" + user));
    }

    /** Returns the zip file of a version, which Maven downloads once. */
    Path distribution(String version) throws NotRunException {
        Path zip = distributions.resolve("keycloak-quarkus-dist-" + version + ".zip");
        if (Files.isRegularFile(zip)) {
            return zip;
        }
        Path log = DIRECTORY.resolve("maven-" + version + ".log");
        int code = run(
                log,
                List.of(
                        maven,
                        "-B",
                        "-ntp",
                        "dependency:copy",
                        "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + version + ":zip",
                        "-DoutputDirectory=" + distributions,
                        "-Denforcer.skip"));
        if (code != 0 || !Files.isRegularFile(zip)) {
            throw new NotRunException("Maven does not find Keycloak " + version);
        }
        return zip;
    }

    /** Returns the home of the JDK with this feature version. */
    Path jdk(int feature) throws NotRunException {
        Path home = jdks.get(feature);
        if (home == null) {
            throw new NotRunException("no JDK " + feature + " here");
        }
        return home;
    }

    private void findJdks() {
        List<Path> homes = new ArrayList<>();
        for (Path directory : JDKS) {
            homes.addAll(children(directory));
            children(directory)
                    .forEach(child -> homes.add(child.resolve("Contents").resolve("Home")));
        }
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME")) {
                homes.add(Path.of(value));
            }
        });
        for (Path home : homes) {
            int feature = feature(home);
            if (feature > 0) {
                jdks.put(feature, home);
            }
        }
        jdks.put(Runtime.version().feature(), Path.of(System.getProperty("java.home", "")));
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the feature version of a JDK from its file "release", for example 25; 0 if the directory is not a JDK.
     */
    private static int feature(Path home) {
        try {
            return Files.readAllLines(home.resolve("release"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.replaceAll("^JAVA_VERSION=\"(?:1\\.)?(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static int run(Path log, List<String> command) {
        try {
            Files.createDirectories(DIRECTORY);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
