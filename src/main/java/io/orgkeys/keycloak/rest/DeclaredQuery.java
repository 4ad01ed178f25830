package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.ws.rs.NameBinding;

/**
 * Marks a resource whose methods refuse every query parameter that they do not declare with {@code @QueryParam}, themselves or in a
 * {@code @BeanParam}. A filter that is ignored because of a typo would list keys that nobody asked for, and a program might revoke
 * them.
 */
@NameBinding
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface DeclaredQuery {}
