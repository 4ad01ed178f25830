package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.ws.rs.NameBinding;

/**
 * A resource whose methods take the query parameters that they declare with {@code @QueryParam}, and refuse all others. A filter
 * that is ignored because of a typo would list, and let a program revoke, what nobody asked for.
 */
@NameBinding
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface DeclaredQuery {}
