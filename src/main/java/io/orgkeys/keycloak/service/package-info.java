/**
 * Internal. The business rules: entitlements, the lifecycle of keys, verification. This package does not depend on
 * HTTP, and its clock is injected.
 */
@NullMarked
package io.orgkeys.keycloak.service;

import org.jspecify.annotations.NullMarked;
