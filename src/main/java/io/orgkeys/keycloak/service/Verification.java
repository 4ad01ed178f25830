package io.orgkeys.keycloak.service;

import java.time.Instant;

import io.orgkeys.keycloak.model.IssuedSecret;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param state of the key that the secret belongs to; null when it belongs to none
 * @param issued the secret as stored; null when there is none
 * @param detail for people: what was wrong and what to do
 */
public record Verification(
        VerificationOutcome outcome,
        @Nullable KeyState state,
        @Nullable IssuedSecret issued,
        String detail) {

    static Verification refused(VerificationOutcome outcome) {
        return new Verification(outcome, null, null, outcome.detail());
    }

    static Verification of(VerificationOutcome outcome, KeyState state, IssuedSecret issued) {
        return new Verification(outcome, state, issued, outcome.detail());
    }

    public boolean isGranted() {
        return outcome == VerificationOutcome.GRANTED;
    }

    /** When the secret that was verified stops working, or null for never. */
    public @Nullable Instant goodUntil() {
        return issued == null ? null : issued.goodUntil();
    }
}
