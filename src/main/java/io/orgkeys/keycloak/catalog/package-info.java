/**
 * Internal. What can be permitted in a realm, and the realm's settings for keys. Both are realm components: Keycloak exports and
 * imports them with the realm, and caches them with it.
 */
@NullMarked
package io.orgkeys.keycloak.catalog;

import org.jspecify.annotations.NullMarked;
