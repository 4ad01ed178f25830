package io.orgkeys.keycloak.benchmark;

/**
 * How fast something was verified or polled.
 *
 * @param perSecond how often per second
 * @param micros the processor time of one time: of the server for a request, of the library otherwise
 */
record Speed(String text, double perSecond, double micros) {

    static Speed of(Result result) {
        return new Speed(result.row().text(), result.perSecond(), result.serverMicros());
    }

    double perSecondAndCore() {
        return 1e6 / micros;
    }
}
