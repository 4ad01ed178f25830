package io.orgkeys.keycloak.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often a key was refused, by reason. Immutable.
 *
 * @param byReason has no entry for a reason without a refusal
 */
public record RefusalCounts(Map<KeyRefusal, Long> byReason) {

    public static final RefusalCounts NONE = new RefusalCounts(Map.of());

    public RefusalCounts {
        byReason = Map.copyOf(byReason);
    }

    public RefusalCounts plus(RefusalCounts others) {
        if (byReason.isEmpty() || others.byReason.isEmpty()) {
            return byReason.isEmpty() ? others : this;
        }
        Map<KeyRefusal, Long> sum = new EnumMap<>(byReason);
        others.byReason.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new RefusalCounts(sum);
    }
}
