/** Internal. The types of callers of the REST APIs, and their permissions to see, change and grant. */
@NullMarked
package io.orgkeys.keycloak.authorization;

import org.jspecify.annotations.NullMarked;
