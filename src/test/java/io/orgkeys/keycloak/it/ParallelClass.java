package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Marks a test class that does not use the shared server, and therefore runs in parallel to other classes. Its methods
 * run one after the other. Without a lock of the class, JUnit would run the methods in parallel, too.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = ParallelClass.OneLockPerClass.class)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface ParallelClass {

    /** Locks each class with its own name. */
    final class OneLockPerClass implements ResourceLocksProvider {

        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            return Set.of(new Lock(testClass.getName()));
        }
    }
}
