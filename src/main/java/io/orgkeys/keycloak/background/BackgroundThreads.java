package io.orgkeys.keycloak.background;

import java.util.concurrent.ThreadFactory;

/** Creates daemon threads for work outside of requests. */
public final class BackgroundThreads {

    private BackgroundThreads() {}

    /** Returns a factory of threads that have this name in the log and in thread dumps. */
    public static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            // without this, a thread inherits the class loader of the request that starts it
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        };
    }
}
