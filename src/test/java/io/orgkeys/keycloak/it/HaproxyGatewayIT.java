package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests the configuration in {@code docker/gateways/haproxy}. */
class HaproxyGatewayIT extends GatewayCases {

    @Override
    Gateway start(Path directory, String keycloak, String service) throws IOException {
        Path haproxy = Gateway.program("haproxy");
        int port = Gateway.freePort();
        Path configuration = Files.writeString(
                directory.resolve("haproxy.cfg"),
                Gateway.configuration(
                        Path.of("haproxy", "haproxy.cfg.template"),
                        Map.of(
                                "LISTEN",
                                "127.0.0.1:" + port,
                                "KEYCLOAK",
                                keycloak,
                                "REALM",
                                realm.name,
                                "UPSTREAM",
                                service,
                                "SOCKET",
                                directory.resolve("verify.sock").toString(),
                                "LUA",
                                Gateway.CONFIGURATIONS
                                        .resolve("haproxy")
                                        .resolve("api-keys.lua")
                                        .toString())));
        return Gateway.start(directory, port, List.of(haproxy.toString(), "-db", "-f", configuration.toString()));
    }
}
