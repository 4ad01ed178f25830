package io.orgkeys.keycloak.compatibility;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** Runs the whole {@link Tour} on one version of Keycloak, one database and one Java version, in production mode. */
record ServerCell(String version, String database, int java) implements Cell {

    @Override
    public String name() {
        return version + "-" + database + "-" + java;
    }

    @Override
    public String title() {
        return "Keycloak " + version + ", " + name(database) + ", Java " + java;
    }

    private static String name(String vendor) {
        return switch (vendor) {
            case "h2" -> "H2";
            case "postgres" -> "PostgreSQL";
            default -> "MariaDB";
        };
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        try (Database data = workshop.database(database, name());
                KeycloakServer server = workshop.server(version, data, name())
                        .java(workshop.jdk(java))
                        .importRealm(Workshop.REALM)
                        .start()) {
            new Tour(server, data).take();
        }
        return "works";
    }
}
