package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.ThemeResourceProvider;
import org.keycloak.theme.ThemeResourceProviderFactory;

import io.orgkeys.keycloak.option.PlainFactory;
import org.jspecify.annotations.Nullable;

/**
 * Adds resources of the jar to every theme. A resource or message of the same name in a theme takes precedence. This
 * class is used instead of Keycloak's {@code theme-resources} folder, because if two jars have files at the same path
 * in that folder, Keycloak finds only one of the files.
 */
public abstract class ThemeResources extends PlainFactory<ThemeResourceProvider>
        implements ThemeResourceProviderFactory, ThemeResourceProvider {

    private final String home;

    /** @param home the path of the resources in the jar, with a slash at both ends */
    protected ThemeResources(String home) {
        this.home = home;
    }

    @Override
    public final ThemeResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak expects null if there is no such template
    public @Nullable URL getTemplate(String name) {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak expects null if there is no such file
    public @Nullable InputStream getResourceAsStream(String path) {
        return null;
    }

    /**
     * Returns the messages in exactly this language. Returns no messages if there are none in this language. Keycloak
     * then uses English.
     */
    @Override
    public final Properties getMessages(String baseBundlename, Locale locale) throws IOException {
        Properties messages = new Properties();
        if ("messages".equals(baseBundlename)) {
            String language = locale.toLanguageTag().replace('-', '_');
            try (InputStream file =
                    ThemeResources.class.getResourceAsStream(home + "messages/messages_" + language + ".properties")) {
                if (file != null) {
                    messages.load(new InputStreamReader(file, StandardCharsets.UTF_8));
                }
            }
        }
        return messages;
    }
}
