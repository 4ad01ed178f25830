package io.orgkeys.keycloak.it;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** Runs the tests of the libraries in {@code clients} with the tools of their languages. */
@OwnServers
class ClientLibrariesIT {

    @Test
    void goTestsPass() {
        // Go's cache of results does not notice changes of the cases, which are outside of the module
        ExampleServer.run(Path.of("clients", "go"), ExampleServer.program("go"), "test", "-count=1", "./...");
    }

    @Test
    void pythonTestsPass() {
        ExampleServer.run(Path.of("clients", "python"), ExampleServer.program("python3"), "-m", "unittest");
    }

    @Test
    void nodeTestsPass() {
        NodeLibrary.build();
        ExampleServer.run(NodeLibrary.DIRECTORY, ExampleServer.program("node"), "--test", "test/");
    }

    @Test
    void webTestsPass() {
        Path directory = Path.of("clients", "web");
        ExampleServer.run(directory, ExampleServer.program("npm"), "ci", "--prefer-offline");
        ExampleServer.run(directory, ExampleServer.program("npm"), "test");
    }
}
