package io.orgkeys.client;

import java.util.Set;

/** A cached answer, and the counts of its decisions. */
final class Entry extends KeyUsage {

    final long began;

    private final Decision allowed;
    private final Decision denied;
    private final Caller caller;
    // Copies of fields of the caller, because each further object can be missing in the caches of the processor
    private final Set<String> permissions;
    private final long expiresAt;
    private final String subject;
    private final String organizationId;

    /** Whether the entry was used since the last eviction looked at it. A race can only evict another entry. */
    private boolean used;

    /**
     * @param caller has an id, a subject and an organization
     * @param began the monotonic time at which the introspection began
     */
    Entry(Caller caller, long began) {
        super(String.valueOf(caller.id()));
        this.caller = caller;
        this.began = began;
        this.allowed = Decision.allowed(caller);
        this.denied = Decision.denied(caller);
        this.permissions = caller.permissions();
        this.expiresAt = caller.expiresAt();
        this.subject = String.valueOf(caller.subject());
        this.organizationId = String.valueOf(caller.organizationId());
    }

    boolean isUsable(Now now, long lifespan) {
        return now.mono() - began <= lifespan && now.wall() < expiresAt;
    }

    Decision decide(Requirement requirement) {
        // Reading is cheaper than writing, which would invalidate the cache line of the other processors
        if (!used) {
            used = true;
        }
        return requirement.isMetBy(permissions, caller) ? allowed : denied;
    }

    boolean concerns(Set<String> changed) {
        return changed.contains(keyId()) || changed.contains(subject) || changed.contains(organizationId);
    }

    /** Returns whether the entry was used since the last call. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }
}
