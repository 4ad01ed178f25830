/** Internal. Threads for work outside of requests. */
@NullMarked
package io.orgkeys.keycloak.background;

import org.jspecify.annotations.NullMarked;
