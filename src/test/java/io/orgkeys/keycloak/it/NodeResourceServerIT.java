package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests the service in {@code examples/node}. */
class NodeResourceServerIT extends ResourceServerCases {

    @Override
    ExampleServer start(Map<String, String> environment) {
        NodeLibrary.build();
        ExampleServer.run(Path.of("examples", "node"), ExampleServer.program("npm"), "ci");
        return ExampleServer.start(
                "node", List.of(ExampleServer.program("node"), "examples/node/server.mjs"), environment);
    }
}
