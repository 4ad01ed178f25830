package io.orgkeys.client;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a poll.
 *
 * @param ids the ids of changed keys, owners and organizations
 * @param all whether everything must be dropped
 * @param lifespan the maximum age of entries in milliseconds
 */
record Changes(Set<String> ids, boolean all, long lifespan) {

    /** Returns null if the answer is not complete and well-formed. */
    static @Nullable Changes of(int status, byte @Nullable [] body) {
        Map<String, @Nullable Object> answer = status == 200 ? Json.object(body) : null;
        if (answer == null
                || !(answer.get("ids") instanceof List<?> list)
                || !(answer.get("all") instanceof Boolean all)
                || !(answer.get("lifespan") instanceof Long lifespan)
                || lifespan < 0) {
            return null;
        }
        Set<String> ids = new HashSet<>();
        for (Object id : list) {
            if (!(id instanceof String text)) {
                return null;
            }
            ids.add(text);
        }
        return new Changes(ids, all, lifespan);
    }
}
