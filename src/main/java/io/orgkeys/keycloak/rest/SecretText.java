package io.orgkeys.keycloak.rest;

/** A secret in a request, possibly with whitespace around it. */
public record SecretText(String text) {

    @Override
    public String toString() {
        return "SecretText[redacted]";
    }
}
