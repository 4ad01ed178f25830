package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

/** Tests the service in {@code examples/python}. */
class PythonResourceServerIT extends ResourceServerCases {

    @Override
    ExampleServer start(Map<String, String> environment) {
        return ExampleServer.start(
                "python", List.of(ExampleServer.program("python3"), "examples/python/server.py"), environment);
    }
}
