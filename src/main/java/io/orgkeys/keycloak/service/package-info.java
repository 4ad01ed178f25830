/**
 * The rules: who is entitled to what, how keys come and go, when a presented secret is good. The clock is injected, HTTP is
 * unknown here.
 */
@NullMarked
package io.orgkeys.keycloak.service;

import org.jspecify.annotations.NullMarked;
