package io.orgkeys.client;

/** Verifications of one key that Keycloak did not see. */
record UsageCount(String id, long allowed, long refused) {

    UsageCount plus(UsageCount other) {
        return new UsageCount(id, allowed + other.allowed, refused + other.refused);
    }
}
