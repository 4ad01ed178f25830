package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A theme of somebody's own, in the server's folder for them. */
public final class CustomTheme {

    private final Path directory;

    private CustomTheme(Path directory) {
        this.directory = directory;
    }

    /**
     * A part of a theme; it has what is written into it.
     *
     * @param type {@code admin} or {@code account}
     */
    public static CustomTheme of(String name, String type) {
        return new CustomTheme(
                TestServer.keycloak().home().resolve("themes").resolve(name).resolve(type));
    }

    /** Writes a file of the theme, also while the server has it in use. */
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
