package io.orgkeys.keycloak.it;

import java.nio.file.Path;

/** The library in {@code clients/node}. */
final class NodeLibrary {

    static final Path DIRECTORY = Path.of("clients", "node");

    private static boolean built;

    private NodeLibrary() {}

    /** Compiles the library, once per JVM. If npm is missing, skips the test, or fails in CI. */
    static synchronized void build() {
        String npm = ExampleServer.program("npm");
        if (!built) {
            ExampleServer.run(DIRECTORY, npm, "ci", "--prefer-offline");
            ExampleServer.run(DIRECTORY, npm, "run", "build");
            built = true;
        }
    }
}
