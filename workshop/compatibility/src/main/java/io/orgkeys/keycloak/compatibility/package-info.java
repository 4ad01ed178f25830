/**
 * {@code mvn -f workshop/compatibility}: one packaged jar in every Keycloak, Java and database that we say it runs with, and what an
 * administrator may do to a server that has it. Fills the table in {@code docs/compatibility.md}.
 */
@NullMarked
package io.orgkeys.keycloak.compatibility;

import org.jspecify.annotations.NullMarked;
