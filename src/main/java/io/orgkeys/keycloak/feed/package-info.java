/**
 * Internal. The change feed: each node records which keys, owners and organizations have changed, so that resource
 * servers can keep the results of verifications in memory. {@code docs/change-feed.md} describes the protocol.
 */
@NullMarked
package io.orgkeys.keycloak.feed;

import org.jspecify.annotations.NullMarked;
