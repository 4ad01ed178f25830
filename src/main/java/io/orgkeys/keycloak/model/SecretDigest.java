package io.orgkeys.keycloak.model;

/**
 * The digest that is stored in place of a secret.
 *
 * @param sha256 lowercase hexadecimal SHA-256 of the secret, 64 characters
 * @param lastFour the last four characters of the secret
 */
public record SecretDigest(String sha256, String lastFour) {}
