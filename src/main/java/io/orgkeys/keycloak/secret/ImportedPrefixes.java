package io.orgkeys.keycloak.secret;

import java.util.Optional;
import java.util.Set;

/**
 * The prefixes of the secrets of imported keys, which another system issued in a format that is otherwise unknown. A
 * secret that has neither our own format nor one of these prefixes is refused without a database lookup.
 *
 * @param all the prefixes; each matches {@link #PREFIX}
 */
public record ImportedPrefixes(Set<String> all) {

    /** No prefixes, for a realm that accepts only secrets in our own format. */
    public static final ImportedPrefixes NONE = new ImportedPrefixes(Set.of());

    /** The maximum length of a prefix, in characters. */
    public static final int MAX_PREFIX_LENGTH = 32;

    /** The pattern of a prefix. It excludes {@code eyJ}, the first characters of every JWT (RFC 7515 §3.1). */
    public static final String PREFIX = "(?!eyJ)[A-Za-z0-9._-]{3," + MAX_PREFIX_LENGTH + "}";

    /** The minimum length of a secret. A shorter one has too little room for 128 random bits after the prefix. */
    static final int MIN_SECRET_LENGTH = 24;

    private static final int LONGEST_SECRET = 512;

    public ImportedPrefixes {
        all = Set.copyOf(all);
    }

    /**
     * Parses a secret. Returns empty if it has none of these prefixes, or has a length or characters that no secret
     * has.
     */
    public Optional<ApiKeySecret> parse(String text) {
        boolean recognized = text.length() >= MIN_SECRET_LENGTH
                && text.length() <= LONGEST_SECRET
                && all.stream().anyMatch(text::startsWith)
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return recognized ? Optional.of(new ApiKeySecret(text)) : Optional.empty();
    }
}
