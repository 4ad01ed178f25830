package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.ws.rs.NameBinding;

/**
 * Marks a resource whose methods refuse every query parameter that they do not declare with {@code @QueryParam}, either
 * as a method parameter or in a {@code @BeanParam}. If a misspelled filter were ignored, a program could list keys that
 * it did not ask for, and revoke them.
 */
@NameBinding
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface DeclaredQuery {}
