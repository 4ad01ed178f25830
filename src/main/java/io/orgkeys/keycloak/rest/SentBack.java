package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows a change to repeat a whole representation that was read before. Fields of the representation that the change does not have
 * are ignored.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SentBack {

    /** The representation. */
    Class<? extends Record> value();
}
