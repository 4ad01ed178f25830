package io.orgkeys.keycloak.console;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.theme.ThemeProvider;
import org.keycloak.theme.ThemeProviderFactory;

import io.orgkeys.keycloak.console.ConsoleFiles.Scripts;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Brings our pages into both consoles, unless it is switched off or the jar has none. */
public final class ConsoleThemeProviderFactory implements ThemeProviderFactory {

    private static final Logger LOG = Logger.getLogger(ConsoleThemeProviderFactory.class);

    /** Not {@code enabled}: with that, Keycloak switches off any provider, but only when the server is built. */
    private static final String PAGES = "pages";

    private @Nullable Scripts scripts;

    @Override
    public void init(Config.Scope config) {
        if (!config.getBoolean(PAGES, true)) {
            LOG.info("The consoles show no pages for API keys: they are switched off in the configuration.");
            return;
        }
        scripts = ConsoleFiles.scripts().orElse(null);
        if (scripts == null) {
            LOG.warn("The consoles show no pages for API keys: this jar was built without them (-Dconsoles.skip).");
        }
    }

    @Override
    public ThemeProvider create(KeycloakSession session) {
        return new ConsoleThemeProvider(session, scripts);
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(PAGES)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .helpText("Whether the admin and account consoles have pages for API keys.")
                .defaultValue(true)
                .add()
                .build();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "org-api-keys";
    }
}
