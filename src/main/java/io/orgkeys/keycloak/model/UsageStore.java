package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The usage counts of keys in the database. A part of {@link ApiKeyStore}. */
public interface UsageStore {

    /**
     * Adds counts. Ignores deleted keys, and never sets the last use of a key to an earlier time.
     *
     * @param nodeId the id of the node that counted the verifications. Each node has its own rows, so that nodes do not
     *     wait for each other
     */
    void add(String nodeId, Collection<HourOfUsage> usage);

    /**
     * Returns the usage of the key, with an element for each hour in which the key was verified, sorted by hour. Each
     * element is the sum over all nodes.
     *
     * @param from the first hour
     * @param to the hour after the last one
     */
    List<HourOfUsage> find(String keyId, Instant from, Instant to);

    /** Deletes the counts of hours that began before this time, and all counts of deleted keys. */
    int prune(Instant before);
}
