/**
 * An event listener only for tests, in the same jar as the other providers for tests. It makes Keycloak roll back the
 * transactions of admin events.
 */
@NullMarked
package io.orgkeys.keycloak.it.rollback;

import org.jspecify.annotations.NullMarked;
