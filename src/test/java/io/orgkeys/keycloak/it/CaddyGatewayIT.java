package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests the configuration in {@code docker/gateways/caddy}. */
class CaddyGatewayIT extends GatewayCases {

    @Override
    Gateway start(Path directory, String keycloak, String service) {
        Path caddy = Gateway.program("caddy");
        int port = Gateway.freePort();
        return Gateway.start(
                directory,
                port,
                Map.of(
                        "LISTEN",
                        "http://127.0.0.1:" + port,
                        "KEYCLOAK",
                        keycloak,
                        "REALM",
                        realm.name,
                        "UPSTREAM",
                        service,
                        // no admin endpoint, because it would need another port; Caddy's data only in the test's
                        // directory
                        "ADMIN",
                        "off",
                        "XDG_DATA_HOME",
                        directory.toString(),
                        "XDG_CONFIG_HOME",
                        directory.toString()),
                List.of(
                        caddy.toString(),
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        Gateway.CONFIGURATIONS
                                .resolve("caddy")
                                .resolve("Caddyfile")
                                .toString()));
    }

    /** Caddy forwards the body of Keycloak's answer. */
    @Override
    boolean sendsItsOwnRefusalBody() {
        return false;
    }
}
