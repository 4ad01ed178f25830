package io.orgkeys.keycloak.jpa;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import org.jboss.logging.Logger;

/**
 * Counts the valid secrets by pepper, so that an administrator sees when an old pepper can be removed. Reports the
 * counts in the log when they change, in the server info, and as the metric {@code org_api_keys_secrets}.
 */
final class SecretsByPepper {

    /** The name that stands for all peppers that are not configured on this server. */
    private static final String UNLISTED = "unlisted";

    private static final Logger LOGGER = Logger.getLogger(SecretsByPepper.class);

    private final MultiGauge gauge = MultiGauge.builder("org.api.keys.secrets")
            .description("Secrets of API keys by the pepper that they are stored under, counted once an hour")
            .register(Metrics.globalRegistry);

    private volatile Map<String, Long> last = Map.of();

    /**
     * Counts the secrets. Reads the whole table.
     *
     * @param now in milliseconds since 1970; secrets that became invalid before this time are not counted
     */
    void count(EntityManager em, Peppers peppers, long now) {
        Map<String, Long> counts = new LinkedHashMap<>();
        peppers.all().forEach(pepper -> counts.put(pepper.id(), 0L));
        em.createQuery(
                        "select s.pepper, count(s) from ApiKeySecretEntity s"
                                + " where s.retiresAt is null or s.retiresAt > :now group by s.pepper",
                        Object[].class)
                .setParameter("now", now)
                .getResultList()
                .forEach(row -> {
                    String id = row[0] == null ? Pepper.NONE : (String) row[0];
                    counts.merge(counts.containsKey(id) ? id : UNLISTED, (Long) row[1], Long::sum);
                });
        report(counts);
    }

    private void report(Map<String, Long> counts) {
        if (counts.equals(last)) {
            return;
        }
        last = counts;
        gauge.register(
                counts.entrySet().stream()
                        .map(count -> MultiGauge.Row.of(Tags.of("pepper", count.getKey()), count.getValue()))
                        .collect(Collectors.toList()),
                true);
        Long unlisted = counts.get(UNLISTED);
        if (unlisted != null) {
            LOGGER.warnf(
                    "%d secrets of API keys do not work: they are stored under peppers that this server does not have",
                    unlisted);
        }
        if (counts.size() > 1) {
            LOGGER.infof("Secrets of API keys by pepper: %s", this);
        }
    }

    /** Returns the counts as text, for example {@code p2 120, p1 3}. */
    @Override
    public String toString() {
        return last.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }
}
