package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that starts servers of its own and does not touch the shared one: it runs beside the other classes. The lock
 * allows one such class at a time, and makes JUnit run its methods one after the other.
 */
@Tag("own-servers")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("own servers")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OwnServers {}
