package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** How often keys were used, in the database. A part of {@link ApiKeyStore}. */
public interface UsageStore {

    /**
     * Adds counts. Leaves out deleted keys, and never makes a key's last use an earlier one.
     *
     * @param nodeId the node that counted; nodes do not share rows, so they do not wait for each other
     */
    void add(String nodeId, Collection<HourOfUsage> usage);

    /**
     * The counts of all nodes, hour by hour and sorted; without the hours that have no use.
     *
     * @param from first hour
     * @param to the hour after the last one
     */
    List<HourOfUsage> find(String keyId, Instant from, Instant to);

    /** Deletes the counts of hours that began before this time, and those of deleted keys. */
    int prune(Instant before);
}
