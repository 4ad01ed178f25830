package io.orgkeys.keycloak.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.orgkeys.keycloak.it.SecondLane;
import org.junit.jupiter.api.Tag;

/** Marks a test class that uses the consoles in a browser. These classes share one server. */
@Tag("browser")
@SecondLane
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface InBrowser {}
