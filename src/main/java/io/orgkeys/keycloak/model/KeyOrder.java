package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The order of a list of keys. Keys with the same value are in the order of their ids, so that pages neither overlap
 * nor leave a gap. The descending order is the exact reverse of the ascending order.
 */
public record KeyOrder(Field field, boolean descending) {

    /** The order of a list if a request names none. */
    public static final KeyOrder BY_NAME = new KeyOrder(Field.NAME, false);

    /** An order that no change of a key affects. */
    public static final KeyOrder BY_CREATION = new KeyOrder(Field.CREATED_AT, false);

    private static final String DESCENDING = "-";

    /** The orders in requests. */
    public static final List<String> TEXTS = Stream.of(Field.values())
            .flatMap(field -> Stream.of(field.text, DESCENDING + field.text))
            .toList();

    /** A field of a key by which lists can be sorted. */
    public enum Field {
        NAME("name"),
        CREATED_AT("createdAt"),
        /** A key that was never used comes before all other keys. */
        LAST_USED_AT("lastUsedAt"),
        /** A key without an expiry comes after all other keys. */
        EXPIRES_AT("expiresAt");

        private final String text;

        Field(String text) {
            this.text = text;
        }
    }

    /** Parses the name of a field, with a leading minus sign for the descending order; empty for any other text. */
    public static Optional<KeyOrder> of(String text) {
        boolean descending = text.startsWith(DESCENDING);
        String name = descending ? text.substring(DESCENDING.length()) : text;
        return Stream.of(Field.values())
                .filter(field -> field.text.equals(name))
                .findFirst()
                .map(field -> new KeyOrder(field, descending));
    }
}
