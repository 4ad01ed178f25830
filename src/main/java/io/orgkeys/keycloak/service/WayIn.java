package io.orgkeys.keycloak.service;

import java.util.Locale;

/** How somebody came to ask whether a key is good. */
public enum WayIn {
    /** The verify endpoint. */
    VERIFY,
    /** Introspection of a key. */
    INTROSPECTION,
    /** Introspection of a token that was got with a key. */
    TOKEN_INTROSPECTION,
    /** A key is exchanged for a token. */
    TOKEN_EXCHANGE,
    /** Somebody logs in with a key. */
    LOGIN,
    /** Keycloak makes a token for somebody who logged in with a key. */
    LOGIN_TOKEN,
    /** The account REST, called with a key. */
    ACCOUNT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Whether whoever comes this way must come from the networks of the key. A token that is introspected was got from there
     * with the key, and has gone elsewhere since: from one service to the next.
     */
    boolean isBoundToPlace() {
        return this != TOKEN_INTROSPECTION;
    }

    /**
     * Whether addresses from which too many unknown keys came are limited. Whoever exchanges keys has proved who they are, and
     * serves many clients from one address.
     */
    boolean isLimited() {
        return this != TOKEN_EXCHANGE;
    }

    /** For programs. */
    public String text() {
        return text;
    }
}
