package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * Marks a test class that starts its own servers. It runs only once, not for each database: in parallel to the tests on
 * H2, or to those on MariaDB if it has the tag {@link #BESIDE_MARIADB}.
 */
@Tag("own-servers")
@SecondLane
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OwnServers {

    /**
     * The tag of classes that run in parallel to the tests on MariaDB, so that both phases take about the same time.
     */
    String BESIDE_MARIADB = "beside-mariadb";
}
