package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the files of the page that web applications embed from the jar. */
public final class EmbeddedFiles {

    /** Matches the two entries, and the files in the directory of a version. */
    private static final Pattern PUBLIC = Pattern.compile("embed\\.js|embed\\.json|v-[0-9a-f]+/[a-z]+\\.(js|css|txt)");

    private EmbeddedFiles() {}

    /** Returns the contents of a file, or empty if there is no such file, or the jar was built without pages. */
    public static Optional<byte[]> read(String path) {
        if (!PUBLIC.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream file = ConsoleFiles.open("embed/" + path)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("A file of the embedded page cannot be read.", e);
        }
    }
}
