package io.orgkeys.keycloak.feed;

import java.util.List;
import java.util.Set;

/**
 * The answer to a poll.
 *
 * @param ids the ids of changed keys, owners and organizations; empty if {@code all}
 * @param all whether every result of a verification may have changed
 */
public record FeedChanges(List<String> ids, boolean all) {

    static final FeedChanges ALL = new FeedChanges(List.of(), true);

    public FeedChanges {
        ids = List.copyOf(ids);
    }

    static FeedChanges of(Set<String> ids) {
        return new FeedChanges(List.copyOf(ids), false);
    }
}
