package io.orgkeys.keycloak.mail;

import java.net.URL;
import java.util.Set;

import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.console.ThemeResources;
import org.jspecify.annotations.Nullable;

/** Provides the templates and messages of our mails to Keycloak. */
public final class MailTemplatesFactory extends ThemeResources {

    private static final String HOME = "/org-api-keys-mail/";

    private static final Set<String> TEMPLATES = Set.of(
            "html/" + KeyMails.EXPIRY_TEMPLATE,
            "text/" + KeyMails.EXPIRY_TEMPLATE,
            "html/" + KeyMails.LEAK_TEMPLATE,
            "text/" + KeyMails.LEAK_TEMPLATE);

    public MailTemplatesFactory() {
        super(HOME);
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak expects null if there is no such template
    public @Nullable URL getTemplate(String name) {
        return TEMPLATES.contains(name) ? MailTemplatesFactory.class.getResource(HOME + name) : null;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        MailMetrics.register();
    }

    @Override
    public String getId() {
        return "org-api-keys-mail";
    }
}
