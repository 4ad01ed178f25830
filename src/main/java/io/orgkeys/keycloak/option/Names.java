package io.orgkeys.keycloak.option;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The value of an option that is a list of names.
 *
 * @param all in their order; at least one
 */
record Names(List<String> all) {

    /** What can be a part of the name of an option, and of a variable in the environment. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,16}");

    private static final int MOST = 8;

    /** @throws IllegalArgumentException when the list is not one, in words for who set it */
    static Names parse(String list, String option) {
        List<String> names = Stream.of(list.split(",", -1)).map(String::strip).toList();
        if (names.size() > MOST
                || new HashSet<>(names).size() < names.size()
                || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new IllegalArgumentException("The option " + option + " must be a list of 1 to " + MOST
                    + " different names with commas between them. A name has 1 to 16 lower-case letters and digits.");
        }
        return new Names(names);
    }

    @Override
    public String toString() {
        return String.join(", ", all);
    }
}
