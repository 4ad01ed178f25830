package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests the service in {@code examples/go}. */
class GoResourceServerIT extends ResourceServerCases {

    @Override
    ExampleServer start(Map<String, String> environment) {
        Path program = Path.of("target", "examples", "go", "stats").toAbsolutePath();
        // not "go run", which runs the program in a second process that continues when "go run" is stopped
        ExampleServer.run(Path.of("examples", "go"), ExampleServer.program("go"), "build", "-o", program.toString());
        return ExampleServer.start("go", List.of(program.toString()), environment);
    }
}
