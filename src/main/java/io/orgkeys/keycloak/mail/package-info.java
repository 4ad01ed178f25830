/** Tells people by mail about keys, through Keycloak's mailer and in their language. Never sees a secret. */
@NullMarked
package io.orgkeys.keycloak.mail;

import org.jspecify.annotations.NullMarked;
