/**
 * Internal. The catalog of a realm and the realm's settings for keys. Both are realm components: Keycloak exports,
 * imports and caches them together with the realm.
 */
@NullMarked
package io.orgkeys.keycloak.catalog;

import org.jspecify.annotations.NullMarked;
