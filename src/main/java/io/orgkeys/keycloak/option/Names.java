package io.orgkeys.keycloak.option;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The value of an option that is a list of names.
 *
 * @param all the names in the order of the list, at least one
 */
record Names(List<String> all) {

    /** Allows only characters that are valid in the names of options and of environment variables. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,16}");

    private static final int MAX_NAMES = 8;

    /** @throws IllegalArgumentException if the list is invalid, with a message for the operator of the server */
    static Names parse(String list, String option) {
        List<String> names = Stream.of(list.split(",", -1)).map(String::strip).toList();
        if (names.size() > MAX_NAMES
                || new HashSet<>(names).size() < names.size()
                || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new IllegalArgumentException("The option " + option + " must be a list of 1 to " + MAX_NAMES
                    + " different names, separated by commas. A name has 1 to 16 lower-case letters and digits.");
        }
        return new Names(names);
    }

    @Override
    public String toString() {
        return String.join(", ", all);
    }
}
