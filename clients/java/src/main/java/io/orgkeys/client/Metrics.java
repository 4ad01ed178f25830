package io.orgkeys.client;

/**
 * Receives events for metrics. The methods are called during verifications and polls, by several threads. They must
 * return quickly and must not throw exceptions. No method receives a secret.
 */
public interface Metrics {

    /** How a decision was made. */
    enum Source {
        /** From memory. */
        CACHE,
        /** By an introspection. */
        INTROSPECTION,
        /** By the introspection of another verification of the same key at the same time. */
        SHARED_INTROSPECTION
    }

    /** Metrics that nobody reads. */
    Metrics NONE = new Metrics() {};

    /**
     * A key was verified.
     *
     * @param status see {@link Decision#status()}
     */
    default void verified(int status, Source source) {}

    /** A poll ended. Without a successful poll in the last two seconds, each verification asks Keycloak. */
    default void polled(boolean successful) {}
}
