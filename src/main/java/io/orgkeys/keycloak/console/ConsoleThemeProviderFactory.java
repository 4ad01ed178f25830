package io.orgkeys.keycloak.console;

import java.util.List;
import java.util.Map;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.theme.ThemeProvider;
import org.keycloak.theme.ThemeProviderFactory;

import io.orgkeys.keycloak.console.ConsoleFiles.Scripts;
import io.orgkeys.keycloak.option.OptionValues;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Brings our pages into both consoles, unless it is switched off or the jar has none. */
public final class ConsoleThemeProviderFactory implements ThemeProviderFactory, ServerInfoAwareProviderFactory {

    private static final String ID = "org-api-keys";

    private static final Logger LOG = Logger.getLogger(ConsoleThemeProviderFactory.class);

    /** Not {@code enabled}: with that, Keycloak switches off any provider, but only when the server is built. */
    private static final String PAGES = "pages";

    private static final ProviderOptions OPTIONS = ProviderOptions.of("theme", ID)
            .flag(PAGES, true, "Whether the admin and account consoles have pages for API keys.");

    private OptionValues options = OPTIONS.defaults();
    private @Nullable Scripts scripts;

    @Override
    public void init(Config.Scope config) {
        options = OPTIONS.read(config);
        if (!options.flag(PAGES)) {
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
        return OPTIONS.declared();
    }

    /** A jar without pages shows none, whatever is set. */
    @Override
    public Map<String, String> getOperationalInfo() {
        Map<String, String> info = options.shown();
        info.put("shown", String.valueOf(scripts != null));
        return info;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }
}
