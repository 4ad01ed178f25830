package io.orgkeys.keycloak.compatibility;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** Checks {@code kc.sh start --optimized} in an installation that became read-only after {@code kc.sh build}. */
record ReadOnlyCell() implements Cell {

    private static final String VERSION = KeycloakVersions.NEWEST;

    @Override
    public String name() {
        return "read-only";
    }

    @Override
    public String title() {
        return "Keycloak " + VERSION + ", built, then its files read-only";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        try (Database data = workshop.database("postgres", name());
                KeycloakServer server = workshop.server(VERSION, data, name())
                        .importRealm(Workshop.REALM)
                        .readOnly()
                        .start()) {
            new Tour(server, data).take();
        }
        return "works";
    }
}
