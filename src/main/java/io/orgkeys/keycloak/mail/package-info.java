/** Internal. Mails about keys, through Keycloak's mailer. Never sees a secret. */
@NullMarked
package io.orgkeys.keycloak.mail;

import org.jspecify.annotations.NullMarked;
