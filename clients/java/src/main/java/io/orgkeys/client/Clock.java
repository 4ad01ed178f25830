package io.orgkeys.client;

/** Reads both clocks. Tests set the time. */
@FunctionalInterface
interface Clock {

    /** If reading takes longer, the thread was interrupted between the two clocks. */
    long TOLERATED_NANOS = 50_000_000;

    Now now();

    /** Reads the clocks of the machine. */
    static Now system() {
        while (true) {
            long before = System.nanoTime();
            long wall = System.currentTimeMillis();
            long after = System.nanoTime();
            // Otherwise, a pause between the two clocks would look like a clock that jumped
            if (after - before < TOLERATED_NANOS) {
                return new Now(after / 1_000_000, wall);
            }
        }
    }
}
