package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The usage counts of keys in the database. A part of {@link ApiKeyStore}. */
public interface UsageStore {

    /**
     * Adds counts. Ignores deleted keys, and never sets the last use of a key to an earlier time.
     *
     * @param nodeId the id of the node that counted. Each node has its own rows, so that nodes do not wait for each
     *     other
     */
    void add(String nodeId, Collection<HourOfUsage> usage);

    /**
     * Returns the counts of all nodes by hour, sorted, without the hours in which the key was not used.
     *
     * @param from the first hour
     * @param to the hour after the last one
     */
    List<HourOfUsage> find(String keyId, Instant from, Instant to);

    /** Deletes the counts of hours that began before this time, and all counts of deleted keys. */
    int prune(Instant before);
}
