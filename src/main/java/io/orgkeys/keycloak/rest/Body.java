package io.orgkeys.keycloak.rest;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * A request body that was bound to a record, and all errors of its format. The components of the record declare the
 * fields:
 *
 * <ul>
 * <li>{@code Optional<T>} can be missing or null.
 * <li>{@link PatchField PatchField&lt;T&gt;} can be missing or null, and distinguishes between the two.
 * <li>{@code T} is required. If it is missing or invalid, the record gets a neutral value: see {@link FieldType}.
 * <li>{@code @JsonUnwrapped} on a record adds the fields of that record.
 * </ul>
 *
 * Any other field is an error, unless it is a field of the representation in {@link IgnoresFieldsOf}.
 */
public record Body<T extends Record>(T value, FieldErrors errors) {

    /** Binds all fields and collects all errors. */
    static <T extends Record> Body<T> of(ObjectNode object, Class<T> type) {
        FieldErrors errors = new FieldErrors();
        Set<String> known = new HashSet<>();
        T value = bind(object, type, known, errors);
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                errors.add(FieldError.shown(field), FieldErrorCode.UNKNOWN_FIELD);
            }
        });
        return new Body<>(value, errors);
    }

    private static <T extends Record> T bind(ObjectNode object, Class<T> type, Set<String> known, FieldErrors errors) {
        IgnoresFieldsOf sentBack = type.getAnnotation(IgnoresFieldsOf.class);
        if (sentBack != null) {
            Stream.of(sentBack.value().getRecordComponents())
                    .filter(component -> !isUnwrapped(component))
                    .forEach(component -> known.add(component.getName()));
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            if (isUnwrapped(component)) {
                values[i] = bind(object, component.getType().asSubclass(Record.class), known, errors);
            } else {
                known.add(component.getName());
                values[i] = bind(component, object.get(component.getName()), errors);
            }
        }
        return construct(type, components, values);
    }

    private static boolean isUnwrapped(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
    }

    private static Object bind(RecordComponent component, @Nullable JsonNode node, FieldErrors errors) {
        String field = component.getName();
        JsonNode given = node == null || node.isNull() ? null : node;
        if (component.getType() == Optional.class || component.getType() == PatchField.class) {
            FieldType<?> type = FieldType.of(argument(component.getGenericType()), component);
            Object value = given == null ? null : type.read(field, given, errors);
            return component.getType() == Optional.class
                    ? Optional.ofNullable(value)
                    : new PatchField<>(node != null, value);
        }
        FieldType<?> type = FieldType.of(component.getGenericType(), component);
        if (given == null) {
            errors.add(field, FieldErrorCode.REQUIRED);
            return type.neutral();
        }
        Object value = type.read(field, given, errors);
        return value == null ? type.neutral() : value;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static <T extends Record> T construct(Class<T> type, RecordComponent[] components, Object[] values) {
        try {
            var constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be bound", e);
        }
    }
}
