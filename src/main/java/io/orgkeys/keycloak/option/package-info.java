/** Internal. The options of the server, which only this package reads, and base classes of provider factories. */
@NullMarked
package io.orgkeys.keycloak.option;

import org.jspecify.annotations.NullMarked;
