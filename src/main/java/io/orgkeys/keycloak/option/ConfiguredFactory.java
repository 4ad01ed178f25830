package io.orgkeys.keycloak.option;

import java.util.List;
import java.util.Map;

import org.keycloak.Config;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * A provider factory with options. Reads them at startup, and shows them on the page "Server info" of the admin
 * console.
 */
public abstract class ConfiguredFactory<T extends Provider> extends PlainFactory<T>
        implements ServerInfoAwareProviderFactory {

    private final ProviderOptions declared;
    private OptionValues values;

    protected ConfiguredFactory(ProviderOptions declared) {
        this.declared = declared;
        this.values = declared.defaults();
    }

    /** Returns the options of this server, or the defaults before {@link #init}. */
    protected final OptionValues options() {
        return values;
    }

    @Override
    public void init(Config.Scope config) {
        values = declared.read(config);
    }

    @Override
    public final List<ProviderConfigProperty> getConfigMetadata() {
        return declared.declared();
    }

    @Override
    public Map<String, String> getOperationalInfo() {
        return values.shown();
    }
}
