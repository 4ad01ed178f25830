package io.orgkeys.keycloak.model;

/**
 * A reason to refuse a key or a request. The interface is sealed. Code that treats reasons differently uses a switch
 * over {@link KeyRefusal} or {@link RequestRefusal} without a {@code default}. So after a new reason is added, the code
 * does not compile until each such switch handles the reason.
 */
public sealed interface Refusal permits KeyRefusal, RequestRefusal {

    /**
     * The parts of a problem document (RFC 9457) that are the same for every refusal with this reason.
     *
     * @param code stable, for programs
     * @param detail for people: what is wrong and what to do. Ends with a period. A {@link RefusedException} can have a
     *     more specific detail.
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

    /** Creates the exception for this reason. */
    default RefusedException exception() {
        return exception(detail());
    }

    /**
     * Creates the exception for this reason, with a more specific detail.
     *
     * @param detail what is wrong and what to do. Ends with a period.
     */
    default RefusedException exception(String detail) {
        return new RefusedException(this, detail);
    }
}
