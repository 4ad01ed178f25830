package io.orgkeys.keycloak.service;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.secret.ApiKeySecret;

/** A key together with the secret that was just made for it: for one response, then forgotten. */
public record IssuedKey(ApiKey key, ApiKeySecret secret) {}
