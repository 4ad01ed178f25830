package io.orgkeys.keycloak.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The maximum number of objects in a list of a request. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface MaxItems {

    int value();

    /** The minimum number of objects. */
    int min() default 1;
}
