package io.orgkeys.keycloak.secret;

import java.util.Optional;
import java.util.Set;

/**
 * What the secrets of imported keys begin with: keys that were issued elsewhere, in a form of which nothing else is known.
 * What does not begin so is refused without a look into the database, as everything is where nothing was imported.
 *
 * @param all each matches {@link #PREFIX}
 */
public record ImportedPrefixes(Set<String> all) {

    /** Of a realm that takes only secrets of our own form. */
    public static final ImportedPrefixes NONE = new ImportedPrefixes(Set.of());

    /** The longest prefix, in characters. */
    public static final int LONGEST_PREFIX = 32;

    /** The pattern of a prefix. It excludes the beginning of a JWT (RFC 7515 §3.1), the encoding of what opens its header. */
    public static final String PREFIX = "(?!eyJ)[A-Za-z0-9._-]{3," + LONGEST_PREFIX + "}";

    /** Shorter ones have no 128 random bits behind a prefix. */
    static final int SHORTEST_SECRET = 24;

    private static final int LONGEST_SECRET = 512;

    public ImportedPrefixes {
        all = Set.copyOf(all);
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
