package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Finds free TCP ports. */
public final class Ports {
    /**
     * The first port of a range below the ephemeral ports of Linux, macOS and Windows. A server needs seconds until it
     * listens on its port. In the meantime, an outgoing connection could take the port if it were ephemeral.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final Random RANDOM = new Random();
    private static final Set<Integer> HANDED_OUT = new HashSet<>();

    private Ports() {}

    /** Returns a free port that this method has not returned before in this JVM. */
    public static int free() {
        return free(FIRST, LAST);
    }

    /** Returns a free port from {@code first} (inclusive) to {@code last} (exclusive). */
    static synchronized int free(int first, int last) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = first + RANDOM.nextInt(last - first);
            if (isFree(port) && HANDED_OUT.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + first + " and " + last);
    }

    /**
     * Returns whether a server can listen on the port. Tries to connect and to bind, because neither is sufficient on
     * every operating system: binding can succeed although a program listens on another address, and connecting does
     * not detect a port that is bound but not listening.
     */
    static boolean isFree(int port) {
        return !answers(port) && canBind(new InetSocketAddress(port)) && canBind(loopback(port));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(loopback(port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
