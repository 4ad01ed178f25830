package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * Marks a test class that starts its own servers. The build runs such a class once, not for each database. It runs in
 * parallel to other classes with this mark or, with the tag {@link #BESIDE_MARIADB}, to the tests on MariaDB.
 */
@Tag("own-servers")
@ParallelClass
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OwnServers {

    /** Moves a class to the tests on MariaDB, which leave a processor idle. */
    String BESIDE_MARIADB = "beside-mariadb";
}
