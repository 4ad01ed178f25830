package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Properties;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.ThemeResourceProvider;
import org.keycloak.theme.ThemeResourceProviderFactory;

import org.jspecify.annotations.Nullable;

/** Adds our scripts, stylesheet and messages to what every theme has. */
public final class ConsoleResourceProviderFactory implements ThemeResourceProviderFactory, ThemeResourceProvider {

    @Override
    public ThemeResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak's way to say that there is none
    public @Nullable URL getTemplate(String name) {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak's way to say that there is none
    public @Nullable InputStream getResourceAsStream(String path) {
        return ConsoleFiles.served(path);
    }

    @Override
    public Properties getMessages(String baseBundlename, Locale locale) throws IOException {
        return "messages".equals(baseBundlename) ? ConsoleFiles.messages(locale) : new Properties();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "org-api-keys";
    }
}
