package io.orgkeys.keycloak.service;

import java.time.Instant;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param state of the key that the secret belongs to; null when it belongs to none
 * @param issued the secret as stored; null when there is none
 * @param detail for people: what was wrong and what to do
 * @param limited when there were too many refusals of this kind; else null
 */
public record Verification(
        VerificationOutcome outcome,
        @Nullable KeyState state,
        @Nullable IssuedSecret issued,
        String detail,
        @Nullable TooManyRequestsException limited) {

    public Verification(
            VerificationOutcome outcome, @Nullable KeyState state, @Nullable IssuedSecret issued, String detail) {
        this(outcome, state, issued, detail, null);
    }

    static Verification refused(VerificationOutcome outcome) {
        return new Verification(outcome, null, null, outcome.detail());
    }

    static Verification of(VerificationOutcome outcome, KeyState state, IssuedSecret issued) {
        return new Verification(outcome, state, issued, outcome.detail());
    }

    /** A refusal that is not told. */
    static Verification limited(TooManyRequestsException limit, @Nullable Verification refused) {
        return new Verification(
                VerificationOutcome.TOO_MANY_REQUESTS,
                refused == null ? null : refused.state,
                refused == null ? null : refused.issued,
                limit.detail(),
                limit);
    }

    public boolean isGranted() {
        return outcome == VerificationOutcome.GRANTED;
    }

    /** When the secret that was verified stops working, or null for never. */
    public @Nullable Instant goodUntil() {
        return issued == null ? null : issued.goodUntil();
    }
}
