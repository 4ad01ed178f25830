package io.orgkeys.keycloak.benchmark;

/** A measurement, which is a row of the table. */
enum Row {
    WARM_UP("warm-up"),
    EMPTY("empty endpoint"),
    SAME_ANSWER("endpoint with the same answer, verifying nothing"),
    VERIFY_WARM("verify, warm"),
    VERIFY_ONE("verify, all clients with one key"),
    VERIFY_COLD("verify, cold"),
    UNKNOWN("verify, unknown keys"),
    VALID_ALONE("verify, warm, 8 clients"),
    VALID_IN_FLOOD("verify, warm, 8 clients, beside 8 with unknown keys"),
    FLOOD("those 8 with unknown keys"),
    VALID_IN_LIMITED_FLOOD("verify, warm, 8 clients, beside 500/s of one address"),
    LIMITED_FLOOD("those 500/s with unknown keys, of one address"),
    INTROSPECT_KEY("introspection of a key"),
    INTROSPECT_JWT("introspection of a JWT"),
    INTROSPECT_MEMBERS_KEY("introspection of a member's key"),
    INTROSPECT_MEMBERS_JWT("introspection of a member's JWT"),
    TOKEN_EXCHANGE("token exchange of a key"),
    CLIENT_CREDENTIALS("client credentials grant"),
    LIST("admin list, 20 keys"),
    INTROSPECT_ONE("introspection, all clients with one key"),
    POLL_UNCHANGED("poll, nothing changed"),
    POLL_CHANGED("poll, 1,000 ids changed");

    private final String text;

    Row(String text) {
        this.text = text;
    }

    /** Returns the unique title, which is also the name of the requests. */
    String text() {
        return text;
    }
}
