package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The versions of Keycloak to test, from the properties in the {@code pom.xml} of the provider. */
final class KeycloakVersions {

    /** The version that the provider is compiled against. */
    static final String OLDEST = property("keycloak.version");

    /** The newest version that the tests run. */
    static final String NEWEST = property("keycloak.newest.version");

    private KeycloakVersions() {}

    /** Returns the oldest version, and all patch releases of the newest minor version up to the newest version. */
    static List<String> all() {
        int dot = NEWEST.lastIndexOf('.');
        int patch = Integer.parseInt(NEWEST.substring(dot + 1));
        Stream<String> patches = IntStream.rangeClosed(0, patch).mapToObj(n -> NEWEST.substring(0, dot + 1) + n);
        return Stream.concat(Stream.of(OLDEST), patches).distinct().toList();
    }

    private static String property(String name) {
        try {
            Matcher property = Pattern.compile("<" + name + ">([^<]+)</").matcher(Files.readString(Path.of("pom.xml")));
            if (!property.find()) {
                throw new IllegalStateException("pom.xml has no property " + name);
            }
            return property.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
