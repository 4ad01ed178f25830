/**
 * Internal. The rules: entitlements, the lifecycle of keys, verification. Independent of HTTP; the clock is injected.
 */
@NullMarked
package io.orgkeys.keycloak.service;

import org.jspecify.annotations.NullMarked;
