package io.orgkeys.keycloak.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a provider's options on this server. */
public final class OptionValues {

    /** The name under which {@link #shown} lists the version of this extension. */
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

    /** Returns the value of an option that is a list of names. The list has at least one name, and no duplicates. */
    public List<String> names(String name) {
        return ((Names) value(name)).all();
    }

    /**
     * Returns the configured secrets by name.
     *
     * @param prefix the beginning of the names of the options that contain the secrets
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

    /**
     * Returns the version of this extension and the values of all options, for the page "Server info" of the admin
     * console. Shows only whether a secret is set, not its value.
     */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put(VERSION, version());
        values.forEach((name, value) -> shown.put(name, value.toString()));
        return shown;
    }

    /** The version of the provider, as in the manifest of its jar. */
    public static String version() {
        String version = OptionValues.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
