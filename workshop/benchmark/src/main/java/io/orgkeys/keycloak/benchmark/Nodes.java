package io.orgkeys.keycloak.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.Project;

/** Two nodes of Keycloak on one database. */
final class Nodes implements AutoCloseable {

    private final Database database;
    private final List<KeycloakServer.Builder> builders = new ArrayList<>();
    private final List<KeycloakServer> servers = new ArrayList<>();

    private Nodes(Database database) {
        this.database = database;
    }

    /** @param clustered whether the nodes get messages from each other */
    static Nodes start(Path directory, boolean clustered) {
        String name = clustered ? "revocation" : "revocation-alone";
        Nodes nodes = new Nodes(Database.startEmpty("postgres", directory.resolve(name + "-database")));
        for (String node : List.of("a", "b")) {
            KeycloakServer.Builder builder = KeycloakServer.builder()
                    .name(name + "-" + node)
                    .database(nodes.database)
                    .providers(Project.jar());
            if (clustered) {
                builder.clustered();
            }
            KeycloakServer server = builder.start();
            nodes.builders.add(builder.httpPort(server.httpPort()));
            nodes.servers.add(server);
        }
        return nodes;
    }

    List<String> urls() {
        return servers.stream().map(KeycloakServer::baseUrl).toList();
    }

    /** Imports the example realm, and returns it on each node. */
    List<TestRealm> realm(String name) {
        TestRealm first = TestRealm.importOn(servers.get(0), name);
        return List.of(first, first.onNode(servers.get(1)));
    }

    void kill(int node) {
        servers.get(node).kill();
    }

    void stop(int node) {
        servers.get(node).stop();
    }

    /** Starts a node that was killed or stopped, with the same URL. */
    void start(int node) {
        servers.set(node, builders.get(node).start());
    }

    @Override
    public void close() {
        servers.forEach(KeycloakServer::stop);
        database.close();
    }
}
