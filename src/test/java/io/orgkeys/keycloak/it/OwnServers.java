package io.orgkeys.keycloak.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/** A test class that starts servers of its own: it runs once, beside the tests on H2, or on MariaDB with that tag. */
@Tag("own-servers")
@SecondLane
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OwnServers {

    /** The tag of those that run beside the tests on MariaDB: the two phases take about as long. */
    String BESIDE_MARIADB = "beside-mariadb";
}
