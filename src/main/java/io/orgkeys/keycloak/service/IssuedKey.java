package io.orgkeys.keycloak.service;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.secret.ApiKeySecret;

/** A key with its new secret, which is returned only once. */
public record IssuedKey(ApiKey key, ApiKeySecret secret) {}
