package io.orgkeys.keycloak.background;

import java.util.concurrent.ThreadFactory;

/** Daemon threads for work outside of requests. */
public final class BackgroundThreads {

    private BackgroundThreads() {}

    /** Makes threads that have this name in the log and in thread dumps. */
    public static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            // not the class loader of the request that happens to start the thread
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        };
    }
}
