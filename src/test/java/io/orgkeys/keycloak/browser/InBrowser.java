package io.orgkeys.keycloak.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.orgkeys.keycloak.it.ParallelClass;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test class that uses the consoles in a browser. These classes share one server, and run one after the other,
 * in parallel to the tests that use the other server.
 */
@Tag("browser")
@ParallelClass
@ResourceLock("browser")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface InBrowser {}
