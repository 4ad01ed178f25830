/**
 * Internal. The types of callers of the REST APIs, and their permissions to see keys, to change keys, and to grant
 * permissions.
 */
@NullMarked
package io.orgkeys.keycloak.authorization;

import org.jspecify.annotations.NullMarked;
