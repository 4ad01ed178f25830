package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads the bundled pages of {@code themes/} from the jar. */
final class ConsoleFiles {

    /** The only directory whose files the server delivers. Its name ends with a hash of its contents. */
    private static final String SERVED = "assets/org-api-keys-";

    static final String HOME = "/org-api-keys-console/";

    private ConsoleFiles() {}

    /**
     * The scripts that the consoles load first, as paths relative to the resources of a theme.
     *
     * @param admin a module for the admin console
     * @param account the module of our page in the account console
     * @param fresh a classic script for the account console that makes the browser revalidate the cached menu
     */
    record Scripts(String admin, String account, String fresh) {

        private static Scripts of(JsonNode manifest) {
            return new Scripts(text(manifest, "admin"), text(manifest, "account"), text(manifest, "fresh"));
        }

        private static String text(JsonNode manifest, String name) {
            String path = manifest.path(name).asText();
            if (!path.startsWith(SERVED)) {
                throw new IllegalStateException("The manifest of the consoles names no script \"" + name + "\".");
            }
            return path;
        }
    }

    /** Returns the scripts, or empty if the jar was built without pages. */
    static Optional<Scripts> scripts() {
        try (InputStream manifest = open("manifest.json")) {
            return manifest == null
                    ? Optional.empty()
                    : Optional.of(Scripts.of(JsonSerialization.readValue(manifest, JsonNode.class)));
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest of the consoles cannot be read.", e);
        }
    }

    /** Opens a file that browsers may load. Returns null for any other path. */
    static @Nullable InputStream served(String path) {
        return path.startsWith(SERVED) && !path.contains("..") ? open(path) : null;
    }

    static @Nullable InputStream open(String path) {
        return ConsoleFiles.class.getResourceAsStream(HOME + path);
    }
}
