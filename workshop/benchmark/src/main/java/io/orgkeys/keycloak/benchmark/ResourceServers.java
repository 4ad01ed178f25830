package io.orgkeys.keycloak.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Many resource servers of one node. */
final class ResourceServers implements AutoCloseable {

    /** The interval of the library between two polls, in milliseconds. */
    private static final int INTERVAL = 500;

    private final List<ResourceServer> servers = new ArrayList<>();

    /** Starts the servers one after the other, so that they do not poll at the same time. */
    static ResourceServers start(int number, String realmUrl) throws InterruptedException {
        ResourceServers started = new ResourceServers();
        for (int i = 0; i < number; i++) {
            started.servers.add(ResourceServer.start(realmUrl));
            Thread.sleep(INTERVAL / number);
        }
        return started;
    }

    long polls() {
        return sum(ResourceServer::polls);
    }

    long failedPolls() {
        return sum(ResourceServer::failedPolls);
    }

    private long sum(ToLongFunction<ResourceServer> count) {
        return servers.stream().mapToLong(count).sum();
    }

    @Override
    public void close() {
        servers.forEach(ResourceServer::close);
    }
}
