package io.orgkeys.keycloak.console;

import java.util.Map;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.ThemeProvider;
import org.keycloak.theme.ThemeProviderFactory;

import io.orgkeys.keycloak.console.ConsoleFiles.Scripts;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Adds our pages to both consoles, unless they are disabled or the jar was built without them. */
public final class ConsoleThemeProviderFactory extends ConfiguredFactory<ThemeProvider>
        implements ThemeProviderFactory {

    private static final String ID = "org-api-keys";

    private static final Logger LOG = Logger.getLogger(ConsoleThemeProviderFactory.class);

    /**
     * The name of the option. It is not {@code enabled}, because Keycloak itself reads that option for every provider,
     * but only in {@code kc.sh build}.
     */
    private static final String PAGES = "pages";

    private @Nullable Scripts scripts;

    public ConsoleThemeProviderFactory() {
        super(ProviderOptions.of("theme", ID)
                .flag(PAGES, true, "Whether the admin and account consoles have pages for API keys."));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (!options().flag(PAGES)) {
            LOG.info("The consoles show no pages for API keys: they are disabled in the configuration.");
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

    /** Adds the entry {@code shown} to the server info. The entry says whether the consoles show the pages. */
    @Override
    public Map<String, String> getOperationalInfo() {
        Map<String, String> info = super.getOperationalInfo();
        info.put("shown", String.valueOf(scripts != null));
        return info;
    }

    @Override
    public String getId() {
        return ID;
    }
}
