package io.orgkeys.keycloak.release;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The provider's {@code pom.xml}. */
record ProjectFile(String artifactId, String version) {

    private static final Pattern COORDINATES =
            Pattern.compile("<artifactId>(?<artifact>[^<]+)</artifactId>\\s*<version>(?<version>[^<]+)</version>");

    static ProjectFile read(String xml) {
        Matcher coordinates = COORDINATES.matcher(xml);
        if (!coordinates.find()) {
            throw new IllegalStateException("pom.xml has no version.");
        }
        return new ProjectFile(coordinates.group("artifact"), coordinates.group("version"));
    }

    void requireReleaseVersion() {
        if (version.endsWith("-SNAPSHOT")) {
            throw new IllegalStateException(
                    "Only a version without -SNAPSHOT is released. See \"Release\" in CONTRIBUTING.md.");
        }
    }

    /** Returns the name of the jar, without {@code .jar}. */
    String name() {
        return artifactId + "-" + version;
    }
}
