package io.orgkeys.keycloak.secret;

import java.util.Optional;
import java.util.Set;

/**
 * What the secrets of imported keys begin with: keys that were issued elsewhere, in a form of which nothing else is known.
 * What does not begin so is refused without a look into the database, as everything is where nothing was imported.
 *
 * @param all each of them good by {@link #isPrefix}
 */
public record ImportedPrefixes(Set<String> all) {

    /** Of a realm that takes only secrets of our own form. */
    public static final ImportedPrefixes NONE = new ImportedPrefixes(Set.of());

    /** Longest prefix, in characters. */
    public static final int LONGEST_PREFIX = 32;

    private static final int SHORTEST_PREFIX = 3;

    /** Shorter ones have no 128 random bits behind a prefix. */
    static final int SHORTEST_SECRET = 24;

    private static final int LONGEST_SECRET = 512;

    /** How a JWT begins (RFC 7515 §3.1): the encoding of what opens its header. */
    private static final String JWT = "eyJ";

    public ImportedPrefixes {
        all = Set.copyOf(all);
    }

    /** Whether it is 3 to 32 letters, digits, dots, hyphens and underscores, and no beginning of a JWT. */
    public static boolean isPrefix(String text) {
        return text.length() >= SHORTEST_PREFIX
                && text.length() <= LONGEST_PREFIX
                && !text.startsWith(JWT)
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z')
                                || c == '.'
                                || c == '-'
                                || c == '_');
    }

    /** The secret, or empty when it does not begin with one of these, or has no length or characters of a secret. */
    public Optional<ApiKeySecret> parse(String text) {
        boolean recognized = text.length() >= SHORTEST_SECRET
                && text.length() <= LONGEST_SECRET
                && all.stream().anyMatch(text::startsWith)
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return recognized ? Optional.of(new ApiKeySecret(text)) : Optional.empty();
    }
}
