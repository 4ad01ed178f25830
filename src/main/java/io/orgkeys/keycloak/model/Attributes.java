package io.orgkeys.keycloak.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of a key: names with values, such as the customer's plan. Resource servers read them after a
 * verification; they have no meaning for this product. Immutable, sorted by name.
 */
public final class Attributes {

    public static final Attributes NONE = new Attributes(Collections.emptySortedMap());

    /** The pattern of a name. */
    public static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,63}";

    /** The maximum number of names of a key. */
    public static final int MOST = 20;

    /** The maximum number of values of a name. */
    public static final int MOST_VALUES = 10;

    /** The maximum length of a value. */
    public static final int VALUE_LENGTH = 255;

    private static final Pattern VALID_NAME = Pattern.compile(NAME);

    private final SortedMap<String, List<String>> all;

    /** Computed on first use and kept, because every verification of a key needs it. */
    private volatile @Nullable String form;

    private Attributes(SortedMap<String, List<String>> all) {
        this.all = Collections.unmodifiableSortedMap(all);
    }

    /** Converts the JSON form {@code {"plan":["pro"]}}. Drops repeated values, and names without a value. */
    public static Attributes of(Map<String, ? extends Collection<String>> valuesByName) {
        SortedMap<String, List<String>> all = new TreeMap<>();
        valuesByName.forEach((name, values) -> {
            if (!values.isEmpty()) {
                all.put(name, values.stream().distinct().toList());
            }
        });
        return all.isEmpty() ? NONE : new Attributes(all);
    }

    /**
     * Returns the attributes in a request, without those that have an error.
     *
     * @param field the field whose errors are added; the error of a single attribute contains its name, as in {@code
     *     field.plan}
     */
    public static Attributes parse(Map<String, List<String>> sent, String field, FieldErrors errors) {
        if (sent.size() > MOST) {
            errors.add(field, FieldErrorCode.TOO_MANY_ENTRIES, MOST);
            return NONE;
        }
        SortedMap<String, List<String>> valid = new TreeMap<>();
        sent.forEach((name, values) -> {
            String member = field + "." + FieldError.shown(name);
            if (!isName(name)) {
                errors.add(member, FieldErrorCode.INVALID_NAME, FieldError.shown(name));
            } else if (values.size() > MOST_VALUES) {
                errors.add(member, FieldErrorCode.TOO_MANY_ENTRIES, MOST_VALUES);
            } else {
                valid.put(name, values.stream().map(String::strip).toList());
            }
        });
        return of(valid);
    }

    public static boolean isName(String text) {
        return VALID_NAME.matcher(text).matches();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns the values of a name; empty if there are none. */
    public List<String> values(String name) {
        return all.getOrDefault(name, List.of());
    }

    /** Returns the names whose values differ between these attributes and the others. */
    public SortedSet<String> namesChangedFrom(Attributes former) {
        SortedSet<String> names = new TreeSet<>(all.keySet());
        names.addAll(former.all.keySet());
        names.removeIf(name -> Objects.equals(all.get(name), former.all.get(name)));
        return names;
    }

    /** Returns the JSON form {@code {"plan":["pro"]}}, sorted by name and unmodifiable. */
    public Map<String, List<String>> toMap() {
        return all;
    }

    /**
     * Returns the attributes in the form {@code application/x-www-form-urlencoded} (URL Standard §5), such as {@code
     * plan=pro&region=eu}. The result is visible ASCII.
     */
    public String toForm() {
        String result = form;
        if (result == null) {
            result = all.keySet().stream().map(this::form).collect(Collectors.joining("&"));
            form = result;
        }
        return result;
    }

    /**
     * Returns as many of the attributes as fit into {@code room} bytes, in the form of {@link #toForm}. Never returns
     * only some of the values of a name, because a part of the values can have another meaning.
     *
     * @param last the names for which there is only the room that the others leave
     */
    public String toForm(int room, Set<String> last) {
        String complete = toForm();
        if (complete.length() <= room) {
            return complete;
        }
        SortedMap<String, String> chosen = new TreeMap<>();
        int used = 0;
        for (boolean isLast : new boolean[] {false, true}) {
            for (String name : all.keySet()) {
                String form = form(name);
                int length = form.length() + (chosen.isEmpty() ? 0 : 1);
                if (last.contains(name) == isLast && used + length <= room) {
                    chosen.put(name, form);
                    used += length;
                }
            }
        }
        return String.join("&", chosen.values());
    }

    private String form(String name) {
        return values(name).stream()
                .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes attributes && all.equals(attributes.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return toForm();
    }
}
