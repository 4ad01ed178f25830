/**
 * The compatibility tests: {@code mvn -f workshop/compatibility}. They run one packaged jar with every supported
 * Keycloak, Java and database, and check administrative changes such as exports and upgrades. They also write the table
 * in {@code docs/compatibility.md}.
 */
@NullMarked
package io.orgkeys.keycloak.compatibility;

import org.jspecify.annotations.NullMarked;
