/**
 * Internal. The catalog of a realm, which lists the permissions that keys can have, and the realm's settings for keys.
 * Both are stored as realm components, so Keycloak exports, imports and caches them together with the realm.
 */
@NullMarked
package io.orgkeys.keycloak.catalog;

import org.jspecify.annotations.NullMarked;
