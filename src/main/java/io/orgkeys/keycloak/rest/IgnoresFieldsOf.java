package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows an update to contain a whole representation that the client read before. Fields of the representation that the
 * update does not declare are ignored. The update must declare the fields of an unwrapped record.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface IgnoresFieldsOf {

    Class<? extends Record> value();
}
