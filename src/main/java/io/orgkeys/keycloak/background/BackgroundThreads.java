package io.orgkeys.keycloak.background;

import java.util.concurrent.ThreadFactory;

/** Makes threads that do not keep the server from ending. */
public final class BackgroundThreads implements ThreadFactory {

    private final String name;

    private BackgroundThreads(String name) {
        this.name = name;
    }

    /**
     * Makes threads of this name.
     *
     * @param name as it is in the log and in thread dumps
     */
    public static BackgroundThreads named(String name) {
        return new BackgroundThreads(name);
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        // not that of the request which happens to be the first
        thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
        return thread;
    }
}
