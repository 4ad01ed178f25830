package io.orgkeys.keycloak.benchmark;

/** How a {@link RoundRobin} disturbs a request. */
enum Fault {
    NONE,
    /** The node gets the request late. */
    LATE_REQUEST,
    /** The client gets the answer late. */
    LATE_ANSWER,
    /** The client gets half of the body. */
    PARTIAL,
    /** The client gets another answer than that of the node. */
    WRONG,
    /** The client gets no answer, and the connection ends. */
    CLOSED,
    /** The client gets no answer, and the connection stays open. */
    SILENT
}
