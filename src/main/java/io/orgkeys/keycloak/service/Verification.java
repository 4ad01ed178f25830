package io.orgkeys.keycloak.service;

import java.time.Instant;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RetryAfter;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param refusal the reason of a refusal; null if the key is valid and meets the requirement
 * @param state the state of the key; null if no key has the secret
 * @param issued the secret; null if no key has the secret
 * @param detail a text for people: the reason and what to do; empty if the verification is granted
 * @param retryAfter only for {@link KeyRefusal#TOO_MANY_REQUESTS}
 */
public record Verification(
        @Nullable KeyRefusal refusal,
        @Nullable KeyState state,
        @Nullable IssuedSecret issued,
        String detail,
        int status,
        @Nullable RetryAfter retryAfter) {

    /** The code of a successful verification. */
    static final String GRANTED = "granted";

    static Verification granted(KeyState state, IssuedSecret issued) {
        return new Verification(null, state, issued, "", 200, null);
    }

    static Verification refused(KeyRefusal refusal) {
        return new Verification(refusal, null, null, refusal.detail(), refusal.status(), null);
    }

    static Verification refused(KeyRefusal refusal, KeyState state, IssuedSecret issued) {
        return refused(refusal, state, issued, refusal.detail());
    }

    static Verification refused(KeyRefusal refusal, KeyState state, IssuedSecret issued, String detail) {
        return new Verification(refusal, state, issued, detail, refusal.status(), null);
    }

    /** @param hidden the actual result, which is hidden from the caller; null if the key was not looked up */
    static Verification limited(RetryAfter retryAfter, @Nullable Verification hidden) {
        KeyRefusal refusal = KeyRefusal.TOO_MANY_REQUESTS;
        return new Verification(
                refusal,
                hidden == null ? null : hidden.state,
                hidden == null ? null : hidden.issued,
                refusal.detail(),
                hidden == null ? KeyRefusal.UNKNOWN_KEY.status() : hidden.status,
                retryAfter);
    }

    /** Returns a verification of the same key that is refused for a reason found after this verification. */
    public Verification withRefusal(KeyRefusal other, String explanation) {
        return new Verification(other, state, issued, explanation, other.status(), null);
    }

    public boolean isGranted() {
        return refusal == null;
    }

    /** Returns the code of the refusal, or {@value #GRANTED}, for metrics, traces and events. */
    public String code() {
        return refusal == null ? GRANTED : refusal.code();
    }

    /** Returns when the secret becomes invalid, or null for never. */
    public @Nullable Instant validUntil() {
        return issued == null ? null : issued.validUntil();
    }
}
