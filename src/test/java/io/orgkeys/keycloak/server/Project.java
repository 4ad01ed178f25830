package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the files of the project. Maven passes the paths as system properties. Without these properties, this class
 * uses Maven's default paths below the working directory.
 */
public final class Project {

    private Project() {}

    static Path root() {
        String jar = System.getProperty("orgkeys.jar");
        Path target =
                jar == null ? null : Path.of(jar).toAbsolutePath().normalize().getParent();
        Path root = target == null ? null : target.getParent();
        return root == null ? Path.of("").toAbsolutePath() : root;
    }

    static Path target() {
        return root().resolve("target");
    }

    /** Returns the export of the example realm. */
    static Path realm() {
        return root().resolve("realm-export.json");
    }

    /** Returns the provider jar. */
    public static Path jar() {
        return file("orgkeys.jar", target(), "keycloak-organization-api-keys-*.jar");
    }

    /** Returns the zip file of the Keycloak distribution. */
    static Path distribution() {
        return file("keycloak.distribution", target().resolve("dist"), "keycloak-quarkus-dist-*.zip");
    }

    /** Returns the value of a property in the {@code pom.xml} of the project. */
    public static String property(String name) {
        try {
            Matcher property = Pattern.compile("<" + name + ">([^<]+)</" + name + ">")
                    .matcher(Files.readString(root().resolve("pom.xml")));
            if (!property.find()) {
                throw new IllegalArgumentException("pom.xml has no property " + name);
            }
            return property.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String property, Path directory, String pattern) {
        String configured = System.getProperty(property);
        if (configured != null && Files.isRegularFile(Path.of(configured))) {
            return Path.of(configured);
        }
        if (configured == null) {
            List<Path> files = newestFirst(directory, pattern);
            if (!files.isEmpty()) {
                return files.get(0);
            }
        }
        throw new IllegalStateException((configured == null ? directory.resolve(pattern) : configured)
                + " is missing. Run: mvn pre-integration-test -DskipTests -Dkeycloak.distribution.skip=false");
    }

    private static List<Path> newestFirst(Path directory, String pattern) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> directory
                            .getFileSystem()
                            .getPathMatcher("glob:" + pattern)
                            .matches(file.getFileName()))
                    .filter(file -> !file.toString().endsWith("-sources.jar"))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
