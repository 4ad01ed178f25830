package io.orgkeys.keycloak.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.ThemeResourceProvider;
import org.keycloak.theme.ThemeResourceProviderFactory;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Adds our templates and texts to every email theme; a theme that has a template or a text of the same name comes first. Not
 * by the files that Keycloak looks for in every jar ({@code theme-resources/messages}): of two jars that have such, it finds
 * one only.
 */
public final class MailTemplatesFactory implements ThemeResourceProviderFactory, ThemeResourceProvider {

    private static final Logger LOGGER = Logger.getLogger(MailTemplatesFactory.class);
    private static final String HOME = "/org-api-keys-mail/";

    private static final Set<String> TEMPLATES = Set.of(
            "html/" + KeyMails.EXPIRY_TEMPLATE,
            "text/" + KeyMails.EXPIRY_TEMPLATE,
            "html/" + KeyMails.LEAK_TEMPLATE,
            "text/" + KeyMails.LEAK_TEMPLATE);

    @Override
    public ThemeResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak's way to say that there is none
    public @Nullable URL getTemplate(String name) {
        return TEMPLATES.contains(name) ? MailTemplatesFactory.class.getResource(HOME + name) : null;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak's way to say that there is none
    public @Nullable InputStream getResourceAsStream(String path) {
        return null;
    }

    /** Our texts in this very language; empty when we have none: Keycloak goes on to English. */
    @Override
    public Properties getMessages(String baseBundlename, Locale locale) throws IOException {
        Properties messages = new Properties();
        if ("messages".equals(baseBundlename)) {
            try (InputStream file = MailTemplatesFactory.class.getResourceAsStream(
                    HOME + "messages/messages_" + locale.toLanguageTag().replace('-', '_') + ".properties")) {
                if (file != null) {
                    messages.load(new InputStreamReader(file, StandardCharsets.UTF_8));
                }
            }
        }
        return messages;
    }

    @Override
    public void init(Config.Scope config) {}

    /** Also has the counters there before the first mail: a rate is none of what was not there yet. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        LOGGER.debugf("Kinds of mails: %s", List.of(MailMetrics.values()));
    }

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "org-api-keys-mail";
    }
}
