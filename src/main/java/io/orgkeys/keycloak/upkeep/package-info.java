/** What is done to keys when nobody asks: notices of expiry, and an end to those that nobody uses. Once in a cluster. */
@NullMarked
package io.orgkeys.keycloak.upkeep;

import org.jspecify.annotations.NullMarked;
