package io.orgkeys.keycloak.upkeep;

import java.util.concurrent.TimeUnit;

/** For how long a run may go on: Keycloak's timer has one thread for all tasks, and a mail server can be slow. */
final class WorkTime {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private final long begin = System.nanoTime();

    boolean isUp() {
        return System.nanoTime() - begin > LONGEST;
    }
}
