package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * Marks a test class that starts its own servers. The build runs such a class once, not for each database. It runs in
 * parallel to the tests on H2, or to the tests on MariaDB if it has the tag {@link #BESIDE_MARIADB}.
 */
@Tag("own-servers")
@SecondLane
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OwnServers {

    /** Moves a class from the tests on H2 to the tests on MariaDB, so that both take about the same time. */
    String BESIDE_MARIADB = "beside-mariadb";
}
