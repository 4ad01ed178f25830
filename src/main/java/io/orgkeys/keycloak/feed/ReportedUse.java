package io.orgkeys.keycloak.feed;

/**
 * The verifications of a key that a client has made in its own memory.
 *
 * @param keyId as the client sent it: there may be no such key
 */
public record ReportedUse(String keyId, long allowed, long refused) {

    /** The maximum of a count in one report. */
    public static final long MAX_COUNT = 1_000_000_000;

    ReportedUse plus(ReportedUse other) {
        return new ReportedUse(keyId, allowed + other.allowed, refused + other.refused);
    }
}
