/** Internal. The rules: entitlements, the life of keys, verification. Knows no HTTP; the clock is injected. */
@NullMarked
package io.orgkeys.keycloak.service;

import org.jspecify.annotations.NullMarked;
