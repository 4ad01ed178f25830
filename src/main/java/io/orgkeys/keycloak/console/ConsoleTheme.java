package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Properties;

import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

import io.orgkeys.keycloak.console.ConsoleFiles.Scripts;
import org.jspecify.annotations.Nullable;

/** A decorator of a console theme that adds our scripts and our menu entry. */
@SuppressWarnings("NullAway") // a theme returns null for a missing resource
record ConsoleTheme(Theme original, Scripts scripts) implements Theme {

    /**
     * The name of a theme property. Keycloak loads the script that this property names in addition to the theme's own
     * {@code scripts}.
     */
    private static final String SCRIPT = "scripts.orgApiKeys";

    @Override
    public Properties getProperties() throws IOException {
        Properties properties = new Properties();
        Properties originalProperties = original.getProperties();
        if (originalProperties != null) {
            properties.putAll(originalProperties);
        }
        if (getType() == Type.ADMIN) {
            properties.setProperty(SCRIPT, scripts.admin());
        } else {
            properties.setProperty(SCRIPT, scripts.fresh());
            // a classic script runs before the modules of the console
            properties.setProperty(SCRIPT + ".type", "text/javascript");
        }
        return properties;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String path) throws IOException {
        InputStream resource = original.getResourceAsStream(path);
        if (resource == null || getType() != Type.ACCOUNT || !"content.json".equals(path)) {
            return resource;
        }
        try (resource) {
            return AccountMenu.withApiKeysEntry(resource, scripts.account());
        }
    }

    @Override
    public boolean hasResource(String path) throws IOException {
        return original.hasResource(path);
    }

    @Override
    public boolean hasContentHash(String path) throws IOException {
        return original.hasContentHash(path);
    }

    @Override
    public String getName() {
        return original.getName();
    }

    @Override
    public @Nullable String getParentName() {
        return original.getParentName();
    }

    @Override
    public @Nullable String getImportName() {
        return original.getImportName();
    }

    @Override
    public Type getType() {
        return original.getType();
    }

    @Override
    public @Nullable URL getTemplate(String name) throws IOException {
        return original.getTemplate(name);
    }

    @Override
    public Properties getMessages(Locale locale) throws IOException {
        return original.getMessages(locale);
    }

    @Override
    public Properties getMessages(String baseBundlename, Locale locale) throws IOException {
        return original.getMessages(baseBundlename, locale);
    }

    @Override
    public Properties getEnhancedMessages(RealmModel realm, Locale locale) throws IOException {
        return original.getEnhancedMessages(realm, locale);
    }

    @Override
    public boolean isAbstract() throws IOException {
        return original.isAbstract();
    }
}
