package io.orgkeys.keycloak.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of a provider as they are on this server. */
public final class OptionValues {

    /** Of us, as the jar's manifest has it. */
    private static final String VERSION = "version";

    private final Map<String, Object> values;

    OptionValues(Map<String, Object> values) {
        this.values = values;
    }

    public int number(String name) {
        return (Integer) value(name);
    }

    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    /** The names of a list, in its order; at least one, and none twice. */
    public List<String> names(String name) {
        return ((Names) value(name)).all();
    }

    /**
     * The secrets that are set, by name.
     *
     * @param prefix what their options begin with
     */
    public Map<String, String> secrets(String prefix) {
        return ((Secrets) value(prefix + "<id>")).byName();
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The option " + name + " is not declared.");
        }
        return value;
    }

    /** For the admin console's page about the server's providers: our version, and every option; of a secret, whether it is set. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put(VERSION, version());
        values.forEach((name, value) -> shown.put(name, value.toString()));
        return shown;
    }

    private static String version() {
        String version = OptionValues.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
