package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.tracing.TracingProvider;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.usage.UsageRecorder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Verifies keys. Every endpoint that accepts a key calls this class. */
public final class ApiKeyVerifier {

    private static final Logger LOGGER = Logger.getLogger(ApiKeyVerifier.class);

    private final KeycloakSession session;
    private final ApiKeyStore store;
    private final KeyStates states;
    private final Memberships memberships;
    private final Entitlements entitlements;
    private final ApiCatalog catalog;
    private final UsageRecorder usage;
    private final Clock clock;

    ApiKeyVerifier(
            KeycloakSession session,
            ApiKeyStore store,
            KeyStates states,
            Memberships memberships,
            Entitlements entitlements,
            ApiCatalog catalog,
            UsageRecorder usage,
            Clock clock) {
        this.session = session;
        this.store = store;
        this.states = states;
        this.memberships = memberships;
        this.entitlements = entitlements;
        this.catalog = catalog;
        this.usage = usage;
        this.clock = clock;
    }

    /**
     * Verifies a secret that was sent by the client of the current connection. With Keycloak's option {@code
     * proxy-headers}, this is the client that a trusted proxy reports.
     *
     * @param presented the text as received, or null if the request has none
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification verify(EntryPoint way, @Nullable String presented, Requirement requirement) {
        return counted(way, verifier -> verifier.verify(way, presented, requirement, this::remoteAddress));
    }

    /**
     * Verifies a secret that the client of the current connection sent. The caller of this method has already parsed
     * the secret.
     */
    public Verification verify(EntryPoint way, SecretDigest presented, Requirement requirement) {
        return counted(way, verifier -> verifier.verify(way, presented, requirement, this::remoteAddress));
    }

    /**
     * Verifies a secret that a client sent to a resource server. The resource server then sent the secret to Keycloak.
     *
     * @param client the address of the client, if the resource server reports it
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification verify(
            EntryPoint way, @Nullable String presented, Requirement requirement, Optional<ClientAddress> client) {
        return counted(way, verifier -> verifier.verify(way, presented, requirement, () -> client));
    }

    /**
     * Verifies the key of a token again.
     *
     * @param secretIssuedAt the time when the secret was issued, to the millisecond. This time identifies the secret
     * @return the result; {@code UNKNOWN_KEY} also if the key exists, but no longer has that secret
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification verifyAgain(EntryPoint way, String keyId, Instant secretIssuedAt, Requirement requirement) {
        return counted(
                way,
                verifier -> verifier.verify(
                        way,
                        verifier.store.findByIssue(realmId(), keyId, secretIssuedAt),
                        requirement,
                        this::remoteAddress));
    }

    /**
     * Verifies the secret of a request again, because the body may have arrived long after the headers. Uses a new
     * session, because the session of the request has cached what it read. Does not count as a use of the key.
     *
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification recheck(EntryPoint way, SecretDigest presented) {
        String realmId = realmId();
        Optional<ClientAddress> client = remoteAddress();
        Supplier<Verification> check = () -> inNewSession(verifier -> verifier.verify(
                way, verifier.store.lookUp(realmId, presented.sha256()).find(), Requirement.NONE, () -> client));
        try {
            return tryTwice(check, failure -> check.get());
        } catch (RuntimeException | LinkageError e) {
            throw unavailable(e);
        }
    }

    /**
     * Verifies the key of a request again, and locks it until the transaction ends. So no other transaction can disable
     * or narrow the key between this verification and the change that the key makes. Does not count as a use of the
     * key.
     *
     * @throws StoreUnavailableException if the key cannot be verified at the moment
     */
    public Verification recheckLocked(EntryPoint way, String keyId, SecretDigest presented) {
        Optional<IssuedSecret> secret = store.keys()
                .lock(realmId(), keyId)
                .flatMap(key -> store.keys()
                        .findRotating(realmId(), keyId, presented.sha256())
                        .map(found -> new IssuedSecret(key, found.issuedAt(), found.retiresAt(), false)));
        return verify(way, secret, Requirement.NONE, this::remoteAddress);
    }

    private Verification inNewSession(Function<ApiKeyVerifier, Verification> verifying) {
        return ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(),
                realmId(),
                own -> verifying.apply(ApiKeyServices.of(own).verifier()));
    }

    /**
     * Runs the first verification, and runs the second one if the first one throws an exception. Keycloak throws many
     * kinds of exceptions, such as a {@code NullPointerException}, if another transaction deletes an organization or a
     * user between two reads. A new session then finds that the object no longer exists. A failure with a cause is not
     * tried again, because it may be a failure of the database.
     */
    private static Verification tryTwice(
            Supplier<Verification> first, Function<RuntimeException, Verification> second) {
        try {
            return first.get();
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e.getCause() != null) {
                throw unavailable(e);
            }
            LOGGER.debug("A verification is tried again", e);
            return second.apply(e);
        }
    }

    /**
     * Verifies in a new session after a failure. Returns the result only if it is a refusal, because a granted
     * verification contains objects of the new session, which is closed.
     *
     * @throws StoreUnavailableException if the key was granted in the new session
     */
    private Verification refusal(Function<ApiKeyVerifier, Verification> verifying, RuntimeException failure) {
        Verification verification = inNewSession(verifying);
        if (verification.isGranted()) {
            throw unavailable(failure);
        }
        return verification;
    }

    private Optional<ClientAddress> remoteAddress() {
        ClientConnection connection = session.getContext().getConnection();
        // Proxies put an IPv6 address in brackets if they add a port. Keycloak does not parse this form, so only the
        // remote host contains the address.
        return ClientAddress.parse(connection.getRemoteAddr())
                .or(() -> ClientAddress.parse(connection.getRemoteHost()));
    }

    /** Runs a verification, and records it as a trace span, in the metrics, and as a use of the key. */
    private Verification counted(EntryPoint way, Function<ApiKeyVerifier, Verification> verifying) {
        TracingProvider tracing = session.getProvider(TracingProvider.class);
        tracing.startSpan(ApiKeyVerifier.class, way.text());
        long begin = System.nanoTime();
        try {
            Verification verification = tryTwice(() -> verifying.apply(this), failure -> refusal(verifying, failure));
            VerificationMetrics.count(way, verification, System.nanoTime() - begin);
            tracing.getCurrentSpan().setAttribute("api_key.outcome", verification.code());
            IssuedSecret issued = verification.issued();
            if (issued != null && issued.firstUseAwaited()) {
                // record the use even if the key is refused, because the request shows that the client has received the
                // secret
                usage.recordFirstUse(issued);
            }
            KeyState state = verification.state();
            if (state != null) {
                usage.record(state.key().id(), verification.refusal(), clock.instant());
            }
            return verification;
        } catch (RuntimeException | LinkageError e) {
            VerificationMetrics.countUnavailable(way, System.nanoTime() - begin);
            tracing.error(e);
            throw unavailable(e);
        } finally {
            tracing.endSpan();
        }
    }

    /**
     * Converts the failure of a verification to the exception for the caller. After any such failure, it is unknown
     * whether the key is valid. Logs the failure as an error, unless it is a known outage.
     */
    public static StoreUnavailableException unavailable(Throwable failure) {
        if (failure instanceof StoreUnavailableException known) {
            LOGGER.debugf("An API key could not be verified: %s", known.getMessage());
            return known;
        }
        LOGGER.error("An API key could not be verified", failure);
        return new StoreUnavailableException("An API key could not be verified", failure);
    }

    private Verification verify(
            EntryPoint way,
            @Nullable String presented,
            Requirement requirement,
            Supplier<Optional<ClientAddress>> client) {
        if (presented == null || SecretParser.strip(presented).isEmpty()) {
            return Verification.refused(KeyRefusal.MISSING_KEY);
        }
        Optional<ApiKeySecret> secret = SecretParser.parse(session.getContext().getRealm(), presented);
        if (secret.isEmpty()) {
            return Verification.refused(KeyRefusal.MALFORMED_KEY);
        }
        return verify(way, secret.get().digest(), requirement, client);
    }

    private Verification verify(
            EntryPoint way, SecretDigest secret, Requirement requirement, Supplier<Optional<ClientAddress>> client) {
        try {
            return verify(way, find(way, secret.sha256(), client), requirement, client);
        } catch (TooManyRequestsException e) {
            return Verification.limited(e.retryAfter(), null);
        }
    }

    /**
     * Looks up the secret. Applies the rate limit of failed lookups to secrets that may be guesses, unless the address
     * of the client is unknown.
     */
    private Optional<IssuedSecret> find(EntryPoint way, String sha256, Supplier<Optional<ClientAddress>> client) {
        SecretLookup lookup = store.lookUp(realmId(), sha256);
        FailureLimits limits = lookup.mayBeGuess() && way.isLimited() ? session.getProvider(FailureLimits.class) : null;
        ClientAddress address = limits == null ? null : client.get().orElse(null);
        return limits == null || address == null ? lookup.find() : limits.find(lookup, address);
    }

    /**
     * Returns the result for an anonymous caller: the verification itself or, after too many refusals of this key, a
     * refusal that hides the actual reason. So an attacker who has found a key can neither quickly find out the
     * permissions of the key nor fill the event store. A granted verification stays granted.
     */
    public Verification limitRefusals(Verification verification) {
        KeyState state = verification.state();
        return verification.isGranted() || state == null
                ? verification
                : refused(state.key().id())
                        .map(limit -> Verification.limited(limit, verification))
                        .orElse(verification);
    }

    /** Counts a refusal of the key. Returns when to try again if there were too many refusals, otherwise empty. */
    public Optional<RetryAfter> refused(String keyId) {
        FailureLimits limits = session.getProvider(FailureLimits.class);
        return limits == null ? Optional.empty() : limits.refuse(keyId).map(RetryAfter::of);
    }

    private String realmId() {
        return session.getContext().getRealm().getId();
    }

    private Verification verify(
            EntryPoint way,
            Optional<IssuedSecret> issued,
            Requirement requirement,
            Supplier<Optional<ClientAddress>> client) {
        return issued.filter(found -> !found.isRetiredAt(clock.instant()))
                .map(found -> verify(way, found, requirement, client))
                .orElseGet(() -> Verification.refused(KeyRefusal.UNKNOWN_KEY));
    }

    private Verification verify(
            EntryPoint way, IssuedSecret issued, Requirement requirement, Supplier<Optional<ClientAddress>> client) {
        ApiKey key = issued.key();
        KeyState state = states.of(key);
        if (state.refusal() != null) {
            return Verification.refused(state.refusal(), state, issued);
        }
        if (state.isOwnerUnreadable()) {
            throw new StoreUnavailableException("The owner of the API key cannot be read", null);
        }
        if (!catalog.settings().allow(key.content().networks(), key.type())) {
            return Verification.refused(
                    KeyRefusal.NETWORK_NOT_ALLOWED,
                    state,
                    issued,
                    "The realm requires API keys of this type to be restricted to networks, and this one is not.");
        }
        if (way.checksNetworks()
                && !key.content().networks().isAnywhere()
                && !key.content().networks().allow(client.get())) {
            return Verification.refused(KeyRefusal.NETWORK_NOT_ALLOWED, state, issued);
        }
        if (state.organization() == null || !requirement.isMetBy(state.organization(), memberships::isOrganization)) {
            return Verification.refused(KeyRefusal.WRONG_ORGANIZATION, state, issued);
        }
        Permissions missing = requirement.missingFrom(state.effective());
        if (!missing.isEmpty() || state.effective().isEmpty()) {
            return Verification.refused(KeyRefusal.INSUFFICIENT_PERMISSIONS, state, issued, explain(missing));
        }
        return Verification.granted(state, issued);
    }

    private String explain(Permissions missing) {
        if (missing.isEmpty()) {
            return "The API key has no effective permissions.";
        }
        Permissions unknown = missing.minus(entitlements.known(missing));
        return unknown.isEmpty()
                ? "The API key does not have the required permission " + missing.toScope() + "."
                : "The realm's catalog does not have the required permission " + unknown.toScope() + ".";
    }
}
