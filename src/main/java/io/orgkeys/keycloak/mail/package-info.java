/** Internal. Mails about keys, sent through Keycloak's mailer. Handles no secrets. */
@NullMarked
package io.orgkeys.keycloak.mail;

import org.jspecify.annotations.NullMarked;
