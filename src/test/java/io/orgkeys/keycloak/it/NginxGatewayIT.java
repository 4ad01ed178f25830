package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests the configuration in {@code docker/gateways/nginx}. */
class NginxGatewayIT extends GatewayCases {

    @Override
    Gateway start(Path directory, String keycloak, String service) throws IOException {
        return start(directory, realm.name, keycloak, service, "");
    }

    /** Starts nginx for the realm with this name, with an additional configuration. */
    static Gateway start(Path directory, String realmName, String keycloak, String service, String additional)
            throws IOException {
        Path nginx = Gateway.program("nginx");
        int port = Gateway.freePort();
        Files.writeString(
                directory.resolve("api-keys.conf"),
                Gateway.configuration(
                        Path.of("nginx", "api-keys.conf.template"),
                        Map.of(
                                "LISTEN",
                                "127.0.0.1:" + port,
                                "KEYCLOAK",
                                keycloak,
                                "REALM",
                                realmName,
                                "UPSTREAM",
                                service)));
        Files.copy(
                Gateway.CONFIGURATIONS.resolve("nginx").resolve("api-keys-guard.conf"),
                directory.resolve("api-keys-guard.conf"));
        Files.writeString(directory.resolve("additional.conf"), additional);
        // the main configuration file, as an installed nginx has it; all files are in the test's directory
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    include api-keys.conf;
                    include additional.conf;
                }
                """);
        return Gateway.start(
                directory,
                port,
                List.of(
                        nginx.toString(),
                        "-e",
                        "stderr",
                        "-p",
                        directory.toString(),
                        "-c",
                        directory.resolve("nginx.conf").toString()));
    }
}
