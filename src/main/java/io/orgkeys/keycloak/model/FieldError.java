package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * An error in one field of a request.
 *
 * @param field name of the JSON field or query parameter, with dots for nested fields
 * @param code the kind of error
 * @param params the values in the text of the code. A value from the request must be {@linkplain #shown shortened}
 */
public record FieldError(String field, FieldErrorCode code, List<String> params) {

    /**
     * The maximum length of a text that is shown in full. It is shorter than any secret, because even an imported
     * secret has at least 24 characters.
     */
    private static final int MAX_SHOWN = 23;

    private static final int TRUNCATED_LENGTH = 12;

    public FieldError {
        params = List.copyOf(params);
        if (params.size() != code.placeholders()) {
            throw new IllegalArgumentException(code + " has " + code.placeholders() + " parameters");
        }
    }

    public FieldError(String field, FieldErrorCode code, Object... params) {
        this(field, code, Stream.of(params).map(String::valueOf).toList());
    }

    /** Returns what is wrong and how to fix it, in English. */
    public String detail() {
        return code.detail(params);
    }

    /**
     * Returns a name from a request in a form that is safe for messages. The name may be a secret that was sent in the
     * wrong field, and other systems log our messages, so a name that is as long as a secret is truncated. Each
     * character that is not visible ASCII is replaced by a question mark.
     */
    public static String shown(String name) {
        String visible = name.codePoints()
                .limit(MAX_SHOWN + 1L)
                .map(c -> c > ' ' && c < 0x7f ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return visible.length() <= MAX_SHOWN ? visible : visible.substring(0, TRUNCATED_LENGTH) + "...";
    }

    @Override
    public String toString() {
        return field + ": " + detail();
    }
}
