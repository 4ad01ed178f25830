package io.orgkeys.keycloak.model;

/**
 * A reason to refuse a key or a request. The set is closed: places that treat reasons differently switch over {@link KeyRefusal} or
 * {@link RequestRefusal} without a {@code default}, so a new reason does not compile until each of them decides about it.
 */
public sealed interface Refusal permits KeyRefusal, RequestRefusal {

    /**
     * What a problem document says of every refusal for this reason (RFC 9457).
     *
     * @param code stable, for programs
     * @param detail for people: what is wrong and what to do. Ends with a period. A {@link RefusedException} may be more exact.
     */
    record Problem(int status, String code, String title, String detail) {}

    Problem problem();

    default int status() {
        return problem().status;
    }

    default String code() {
        return problem().code;
    }

    default String title() {
        return problem().title;
    }

    default String detail() {
        return problem().detail;
    }

    /** The exception for this reason, for {@code throw}. */
    default RefusedException exception() {
        return exception(detail());
    }

    /**
     * The exception for this reason, with a more exact detail.
     *
     * @param detail what is wrong and what to do. Ends with a period.
     */
    default RefusedException exception(String detail) {
        return new RefusedException(this, detail);
    }
}
