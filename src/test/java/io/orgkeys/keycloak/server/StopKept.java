package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Stops the servers and databases that {@code mvn -Pit} has kept running. */
public final class StopKept {

    private static final PrintStream OUT = System.out;

    private StopKept() {}

    public static void main(String[] arguments) throws IOException {
        stop(Project.target().resolve("keycloak"), "Keycloak");
        stop(Project.target().resolve("it"), "H2");
    }

    private static void stop(Path directory, String what) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory, 3)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".process"))
                    .toList();
        }
        for (Path file : files) {
            KeptProcess.read(file).ifPresent(kept -> {
                OUT.println("Stopping " + what + ", process " + kept.handle().pid());
                KeycloakServer.end(kept.handle());
            });
        }
    }
}
