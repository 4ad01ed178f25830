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
        return start(directory, realm.name, keycloak, service, "");
    }

    /** Starts HAProxy for the realm with this name, with an additional configuration. */
    static Gateway start(Path directory, String realmName, String keycloak, String service, String additional)
            throws IOException {
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
                                realmName,
                                "UPSTREAM",
                                service,
                                "SOCKET",
                                directory.resolve("verify.sock").toString(),
                                "LUA",
                                Gateway.CONFIGURATIONS
                                        .resolve("haproxy")
                                        .resolve("api-keys.lua")
                                        .toString())));
        Path more = Files.writeString(directory.resolve("additional.cfg"), additional + "\n");
        return Gateway.start(
                directory,
                port,
                List.of(haproxy.toString(), "-db", "-f", configuration.toString(), "-f", more.toString()));
    }
}
