package io.orgkeys.keycloak.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The use of keys that clients have reported, until a background thread checks the ids. The number of counts is bounded
 * for each client and for all clients together, so that one client cannot prevent the reports of other clients. If a
 * maximum is reached, reports of further keys are dropped.
 */
final class PendingReports {

    private static final long MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

    /** The maximum length of the id of a key. A longer id is not stored, because there is no such key. */
    private static final int ID_LENGTH = 36;

    private final int bound;
    private final int boundOfClient;
    private final AtomicLong dropped = new AtomicLong();
    private Map<Client, Map<KeyHour, Count>> counts = new HashMap<>();
    private int size;

    private record Client(String realmId, String clientId) {}

    /** @param hour the number of hours since 1970-01-01T00:00Z */
    private record KeyHour(String keyId, long hour) {}

    private record Count(ReportedUse use, Instant latest) {}

    /** Use that one client has reported of one key. */
    record Report(String realmId, String clientId, ReportedUse use, Instant at) {}

    /**
     * @param bound the maximum number of counts
     * @param boundOfClient the maximum number of counts of one client
     */
    PendingReports(int bound, int boundOfClient) {
        this.bound = bound;
        this.boundOfClient = boundOfClient;
    }

    synchronized void add(String realmId, String clientId, ReportedUse use, Instant now) {
        if (use.keyId().length() > ID_LENGTH) {
            return;
        }
        Map<KeyHour, Count> ofClient = counts.computeIfAbsent(new Client(realmId, clientId), client -> new HashMap<>());
        KeyHour hour = new KeyHour(use.keyId(), Math.floorDiv(now.toEpochMilli(), MILLIS_PER_HOUR));
        Count before = ofClient.get(hour);
        if (before != null) {
            ofClient.put(hour, new Count(before.use.plus(use), now));
        } else if (size >= bound || ofClient.size() >= boundOfClient) {
            dropped.addAndGet(use.allowed() + use.refused());
        } else {
            ofClient.put(hour, new Count(use, now));
            size++;
        }
    }

    /** Removes all reports and returns them. */
    List<Report> take() {
        Map<Client, Map<KeyHour, Count>> taken;
        synchronized (this) {
            taken = counts;
            counts = new HashMap<>();
            size = 0;
        }
        List<Report> reports = new ArrayList<>();
        taken.forEach((client, ofClient) -> ofClient.values()
                .forEach(count -> reports.add(new Report(client.realmId, client.clientId, count.use, count.latest))));
        return reports;
    }

    /** Returns the number of verifications whose reports were dropped since the start. */
    long dropped() {
        return dropped.get();
    }
}
