package io.orgkeys.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The thread that polls the change feed. */
final class ChangePoller implements Runnable {

    private static final Logger LOG = System.getLogger(ChangePoller.class.getName());
    private static final long INTERVAL_MILLIS = 500;

    private final KeyCache cache;
    private final Realm realm;
    private final Clock clock;
    private final Metrics metrics;
    private final Thread thread = new Thread(this, "org-api-keys-changes");
    /** The kind of the last outcome. Only changes are logged. */
    private String logged = "";

    ChangePoller(KeyCache cache, Realm realm, Clock clock, Metrics metrics) {
        this.cache = cache;
        this.realm = realm;
        this.clock = clock;
        this.metrics = metrics;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                poll();
            } catch (Throwable failure) {
                // The thread must not end, not even by an error of the application's metrics. Without polls, the cache
                // is not used.
                LOG.log(Level.ERROR, "A poll of the change feed failed", failure);
            }
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void poll() {
        Poll poll = cache.pollBegins(clock.now());
        Realm.Reply reply = new Realm.Reply(0, null, "Error");
        boolean successful;
        try {
            reply = realm.poll(poll.body());
        } finally {
            successful = cache.pollEnds(poll, reply.status(), reply.body(), clock.now());
        }
        if (!Thread.currentThread().isInterrupted()) {
            log(successful, reply);
            metrics.polled(successful);
        }
    }

    private void log(boolean successful, Realm.Reply reply) {
        String outcome = successful ? "ok" : outcome(reply);
        if (outcome.equals(logged)) {
            return;
        }
        boolean first = logged.isEmpty();
        logged = outcome;
        if (!successful) {
            LOG.log(
                    Level.WARNING,
                    "{0} ({1}). Until this works, each verification asks Keycloak.",
                    advice(reply),
                    outcome);
        } else if (!first) {
            LOG.log(Level.INFO, "The change feed works again.");
        }
    }

    private static String outcome(Realm.Reply reply) {
        if (reply.failure() != null) {
            return reply.failure();
        }
        return reply.status() == 200 ? "malformed, or slower than a second" : "status " + reply.status();
    }

    private static String advice(Realm.Reply reply) {
        return switch (reply.status()) {
            case 401, 403 ->
                "Keycloak refuses the credentials of the client. Check the client id and the secret, and"
                        + " that client authentication is on";
            case 404 -> "The realm has no change feed. Check the URL of the realm and the version of the provider";
            default -> "A poll of the change feed failed";
        };
    }
}
