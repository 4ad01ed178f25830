package io.orgkeys.keycloak.rest;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;

/**
 * Refuses query parameters that a method does not declare, and repeated parameters of which the method reads only one
 * value. Runs only for resources with {@link DeclaredQuery}, and after the authentication of the caller.
 */
@Provider
@DeclaredQuery
public final class UndeclaredParameters implements ContainerRequestFilter {

    /** For each method, the names of its parameters, and whether the method reads several values of a parameter. */
    private final Map<Method, Map<String, Boolean>> declared = new ConcurrentHashMap<>();

    @Context
    @SuppressWarnings("NullAway.Init") // JAX-RS sets the field
    ResourceInfo resource;

    /**
     * Checks the names of the parameters, not their values.
     *
     * @throws InvalidInputException with all invalid names
     */
    @Override
    public void filter(ContainerRequestContext request) {
        Map<String, List<String>> sent = request.getUriInfo().getQueryParameters();
        if (sent.isEmpty()) {
            return;
        }
        Map<String, Boolean> names =
                declared.computeIfAbsent(resource.getResourceMethod(), UndeclaredParameters::declaredBy);
        FieldErrors errors = new FieldErrors();
        sent.forEach((name, values) -> {
            Boolean repeatable = names.get(name);
            if (repeatable == null && names.isEmpty()) {
                errors.add(FieldError.shown(name), FieldErrorCode.NO_PARAMETERS);
            } else if (repeatable == null) {
                errors.add(FieldError.shown(name), FieldErrorCode.UNKNOWN_PARAMETER, String.join(", ", names.keySet()));
            } else if (!repeatable && values.size() > 1) {
                errors.add(name, FieldErrorCode.REPEATED_PARAMETER);
            }
        });
        errors.throwIfAny();
    }

    private static Map<String, Boolean> declaredBy(Method method) {
        Map<String, Boolean> names = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            declare(parameter, parameter.getType(), names);
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    declare(field, field.getType(), names);
                }
            }
        }
        return names;
    }

    private static void declare(AnnotatedElement element, Class<?> type, Map<String, Boolean> names) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null) {
            names.put(query.value(), Collection.class.isAssignableFrom(type));
        }
    }
}
