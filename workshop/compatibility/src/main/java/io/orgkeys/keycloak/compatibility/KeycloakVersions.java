package io.orgkeys.keycloak.compatibility;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.orgkeys.keycloak.server.Project;

/** The versions of Keycloak to test, from the properties in the {@code pom.xml} of the provider. */
final class KeycloakVersions {

    /** The version that the provider is compiled against. */
    static final String OLDEST = Project.property("keycloak.version");

    /** The newest version that the tests run. */
    static final String NEWEST = Project.property("keycloak.newest.version");

    private KeycloakVersions() {}

    /** Returns the oldest version, and all patch releases of the newest minor version up to the newest version. */
    static List<String> all() {
        int dot = NEWEST.lastIndexOf('.');
        int patch = Integer.parseInt(NEWEST.substring(dot + 1));
        Stream<String> patches = IntStream.rangeClosed(0, patch).mapToObj(n -> NEWEST.substring(0, dot + 1) + n);
        return Stream.concat(Stream.of(OLDEST), patches).distinct().toList();
    }
}
