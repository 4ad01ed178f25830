/** Internal. The endpoint of the change feed, for resource servers that keep the results of verifications in memory. */
@NullMarked
package io.orgkeys.keycloak.rest.feed;

import org.jspecify.annotations.NullMarked;
