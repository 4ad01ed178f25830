package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.orgkeys.keycloak.server.KeycloakServer;

/** A custom theme in the server's themes directory. */
public final class CustomTheme {

    private final Path directory;

    private CustomTheme(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns an empty theme of this type on the shared server.
     *
     * @param type {@code admin} or {@code account}
     */
    static CustomTheme of(String name, String type) {
        return of(TestServer.keycloak(), name, type);
    }

    /** Returns an empty theme of this type on the server of the browser tests. */
    public static CustomTheme ofBrowsers(String name, String type) {
        return of(TestServer.keycloakOfBrowsers(), name, type);
    }

    private static CustomTheme of(KeycloakServer server, String name, String type) {
        return new CustomTheme(server.home().resolve("themes").resolve(name).resolve(type));
    }

    /** Writes a file of the theme. This also works while the server is using the theme. */
    public CustomTheme with(String path, String text) {
        Path file = directory.resolve(path);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
