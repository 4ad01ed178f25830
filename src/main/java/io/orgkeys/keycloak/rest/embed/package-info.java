/**
 * Internal. The files and messages of the page that web applications embed, below {@code /realms/{realm}/api-keys}. They
 * are public.
 */
@NullMarked
package io.orgkeys.keycloak.rest.embed;

import org.jspecify.annotations.NullMarked;
