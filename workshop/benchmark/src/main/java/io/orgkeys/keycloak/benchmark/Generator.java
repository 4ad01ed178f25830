package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gatling.javaapi.core.Simulation;

/** Runs the load generator, Gatling, in its own process. */
final class Generator {

    private final Class<? extends Simulation> simulation;
    private final Path directory;

    Generator(Class<? extends Simulation> simulation, Path directory) {
        this.simulation = simulation;
        this.directory = directory;
    }

    Results run(Site site) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path file = directory.resolve("site.properties");
        site.write(file);
        Path results = Files.createTempDirectory(directory, "results");
        Path log = directory.resolve("gatling.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Site.asProperty(file),
                        "io.gatling.app.Gatling",
                        "--simulation",
                        simulation.getName(),
                        "--results-folder",
                        results.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() > 2) {
            throw new IOException("The load generator failed. See " + log);
        }
        return Results.read(results, site);
    }
}
