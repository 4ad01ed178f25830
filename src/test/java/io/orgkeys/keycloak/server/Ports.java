package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Finds TCP ports that nobody listens on. */
public final class Ports {
    /**
     * Below the range from which Linux, macOS and Windows take the local ports of outgoing connections: a server needs
     * seconds before it listens, and until then any outgoing connection could take a port from that range away.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final Random RANDOM = new Random();
    private static final Set<Integer> HANDED_OUT = new HashSet<>();

    private Ports() {}

    /** A free port that this JVM has not asked for before. */
    public static int free() {
        return free(FIRST, LAST);
    }

    /** The same, from {@code first} to before {@code last}. */
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
     * Whether a server can listen on the port. Asks in two ways, because each alone is blind on some operating system:
     * binding succeeds there next to a program that listens on another address, and connecting says nothing about a
     * port that is bound but not listened on.
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
