package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test class that does not use the shared server, and therefore runs in parallel to the classes that do. The
 * lock lets only one class with this mark run at a time, and makes JUnit run the methods of the class sequentially.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("second lane")
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface SecondLane {}
