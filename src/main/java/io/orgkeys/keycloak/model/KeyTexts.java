package io.orgkeys.keycloak.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a key that callers can set and people read. Each has one line.
 *
 * @param name 1 to {@value #NAME_LENGTH} characters
 * @param description at most {@value #DESCRIPTION_LENGTH} characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyTexts(String name, @Nullable String description) {

    public static final int NAME_LENGTH = 100;

    public static final int DESCRIPTION_LENGTH = 500;

    /**
     * An optional text.
     *
     * @param field the name of the text in JSON
     */
    public record Text(String field, @Nullable String value, int maxLength) {}

    /** Returns this name without any optional text. */
    public static KeyTexts named(String name) {
        return new KeyTexts(name, null);
    }

    /** Returns all texts except for the name, so that each is validated. */
    public List<Text> optional() {
        return List.of(new Text("description", description, DESCRIPTION_LENGTH));
    }
}
