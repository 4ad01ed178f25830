package io.orgkeys.keycloak.console;

import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/** Provides the files and messages of our pages. */
public final class ConsoleResourceProviderFactory extends ThemeResources {

    public ConsoleResourceProviderFactory() {
        super(ConsoleFiles.HOME);
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak expects null if there is no such file
    public @Nullable InputStream getResourceAsStream(String path) {
        return ConsoleFiles.served(path);
    }

    @Override
    public String getId() {
        return "org-api-keys";
    }
}
