package io.orgkeys.keycloak.rest;

/** A secret in a request. It may have blanks and line breaks around it. */
public record SecretText(String text) {

    @Override
    public String toString() {
        return "SecretText[redacted]";
    }
}
