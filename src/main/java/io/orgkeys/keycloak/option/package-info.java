/** Internal. Options of the server, the only place that reads its configuration, and base classes of provider factories. */
@NullMarked
package io.orgkeys.keycloak.option;

import org.jspecify.annotations.NullMarked;
