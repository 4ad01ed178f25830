package io.orgkeys.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Verifies API keys and access tokens of one realm. Asks Keycloak's introspection endpoint, keeps the answers for API
 * keys in memory, and drops them as soon as the change feed reports a change. If the feed does not answer for two
 * seconds, each verification asks Keycloak. If Keycloak does not answer, no key is accepted.
 *
 * <p>Create one object per service, and share it between threads:
 *
 * <pre>{@code
 * ApiKeys keys = ApiKeys.ofRealm("https://sso.example.com/realms/h0p", "stats-api", secret).start();
 * Decision decision = keys.verify(key, Requirement.permission("stats:read"));
 * }</pre>
 */
public final class ApiKeys implements KeyVerifier, AutoCloseable {

    private static final Logger LOG = System.getLogger(ApiKeys.class.getName());

    /** Servers do not accept longer headers. */
    private static final int LONGEST_SECRET = 16_384;

    /** A bit longer than the timeout of an introspection. */
    private static final long LONGEST_WAIT_SECONDS = 6;

    private final KeyCache cache;
    private final Realm realm;
    private final Clock clock;
    private final Metrics metrics;
    private final ChangePoller poller;
    private final AtomicReference<String> logged = new AtomicReference<>("");
    private volatile boolean closed;

    private ApiKeys(Realm realm, Limits limits, Metrics metrics) {
        this.clock = Clock::system;
        this.cache = new KeyCache(limits, clock.now());
        this.realm = realm;
        this.metrics = metrics;
        this.poller = new ChangePoller(cache, realm, clock, metrics);
    }

    /**
     * Begins the configuration.
     *
     * @param realmUrl for example {@code https://sso.example.com/realms/h0p}
     * @param clientId a confidential client of the realm
     */
    public static Builder ofRealm(String realmUrl, String clientId, String clientSecret) {
        return new Builder(new Realm(
                URI.create(realmUrl),
                requireText(clientId, "The client id"),
                requireText(clientSecret, "The client secret")));
    }

    private static String requireText(String text, String name) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    @Override
    public Decision verify(String secret, @Nullable String clientAddress, Requirement requirement) {
        if (closed) {
            return Decision.UNAVAILABLE;
        }
        if (secret.isBlank() || secret.length() > LONGEST_SECRET) {
            return Decision.INVALID;
        }
        KeyCache.Step step = cache.verify(secret, clientAddress, requirement, clock.now());
        if (step instanceof Decision decision) {
            return measured(decision, Metrics.Source.CACHE);
        }
        if (step instanceof KeyCache.Join join) {
            return measured(waitFor(join.question(), requirement), Metrics.Source.SHARED_INTROSPECTION);
        }
        return measured(
                ask(((KeyCache.Ask) step).question(), secret, clientAddress, requirement),
                Metrics.Source.INTROSPECTION);
    }

    private Decision ask(Question question, String secret, @Nullable String clientAddress, Requirement requirement) {
        Realm.Reply reply = new Realm.Reply(0, null, "Error");
        Decision decision = Decision.UNAVAILABLE;
        try {
            reply = realm.introspect(secret, clientAddress);
        } finally {
            // Also after an unexpected error, because other threads wait for the answer
            decision = cache.answered(question, reply.status(), reply.body(), requirement, clock.now());
        }
        log(decision, reply);
        return decision;
    }

    private Decision waitFor(Question question, Requirement requirement) {
        try {
            return cache.joined(question.answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS), requirement);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Decision.UNAVAILABLE;
        } catch (ExecutionException | TimeoutException failure) {
            return Decision.UNAVAILABLE;
        }
    }

    private Decision measured(Decision decision, Metrics.Source source) {
        metrics.verified(decision.status(), source);
        return decision;
    }

    /** Logs only the first of equal failures, because each request could cause one. */
    private void log(Decision decision, Realm.Reply reply) {
        String failure =
                decision.status() != 503 ? "" : reply.failure() != null ? reply.failure() : "status " + reply.status();
        if (!logged.getAndSet(failure).equals(failure)) {
            if (failure.isEmpty()) {
                LOG.log(Level.INFO, "Introspection works again.");
            } else {
                LOG.log(Level.WARNING, "Introspection failed ({0}). No key can be verified.", failure);
            }
        }
    }

    /** Returns the number of cached answers. */
    public int cachedKeys() {
        return cache.size();
    }

    /** Stops the polls. From then on, no key is accepted. */
    @Override
    public void close() {
        closed = true;
        poller.stop();
    }

    /** The configuration of {@link ApiKeys}. */
    public static final class Builder {

        private final Realm realm;
        private int maximumKeys = Limits.DEFAULT.entries();
        private Metrics metrics = Metrics.NONE;

        private Builder(Realm realm) {
            this.realm = realm;
        }

        /** Sets the maximum number of cached answers. The default is 100,000. */
        public Builder maximumKeys(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("The maximum number of keys must be at least 1");
            }
            maximumKeys = number;
            return this;
        }

        public Builder metrics(Metrics receiver) {
            metrics = Objects.requireNonNull(receiver);
            return this;
        }

        /** Starts the polls in a background thread. */
        public ApiKeys start() {
            ApiKeys keys = new ApiKeys(
                    realm, new Limits(maximumKeys, Limits.DEFAULT.refusals(), Limits.DEFAULT.usage()), metrics);
            keys.poller.start();
            return keys;
        }
    }
}
