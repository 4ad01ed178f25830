package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/**
 * A TCP connection to a server that a test can cut, and mend again: what a program sees of a server that is down,
 * without that the other tests lose it.
 */
final class Wire implements AutoCloseable {

    private final InetSocketAddress server;
    private final InetSocketAddress end;
    private final ServerSocketFactory sockets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile boolean silent;
    private volatile String source = "127.0.0.1";

    private Wire(InetSocketAddress server, ServerSocketFactory sockets, ServerSocket listener) {
        this.server = server;
        this.sockets = sockets;
        this.listener = listener;
        this.end = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    /** A wire that is whole, to the server at this URL. */
    static Wire to(String url) {
        return to(url, ServerSocketFactory.getDefault());
    }

    /** The same, with TLS at this end of it. */
    static Wire withTls(String url, LocalCertificate certificate) {
        return to(url, certificate.serverSockets());
    }

    private static Wire to(String url, ServerSocketFactory sockets) {
        URI uri = URI.create(url);
        try {
            Wire wire = new Wire(
                    new InetSocketAddress(uri.getHost(), uri.getPort()),
                    sockets,
                    listen(sockets, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            wire.serve();
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, but to the server it comes from that address of this machine, and not from 127.0.0.1. */
    Wire from(String address) {
        source = address;
        return this;
    }

    /** This end of it, in place of the server's scheme, host and port. */
    String url() {
        return "http://" + end.getAddress().getHostAddress() + ":" + end.getPort();
    }

    int port() {
        return end.getPort();
    }

    /** From now on connections are refused, and those that were open are closed. */
    void cut() {
        close();
    }

    /** From now on nothing comes through, while all connections stay open and new ones are accepted. */
    void silence() {
        silent = true;
    }

    void mend() {
        silent = false;
        closeConnections();
        if (listener.isClosed()) {
            try {
                listener = listen(sockets, end);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            serve();
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        closeConnections();
    }

    private static ServerSocket listen(ServerSocketFactory sockets, InetSocketAddress address) throws IOException {
        ServerSocket socket = sockets.createServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address);
        return socket;
    }

    private void serve() {
        ServerSocket mine = listener;
        start(() -> {
            while (true) {
                Socket near = mine.accept();
                open.add(near);
                start(() -> connect(near));
            }
        });
    }

    private void connect(Socket near) throws IOException {
        Socket far;
        try {
            far = new Socket(server.getAddress(), server.getPort(), InetAddress.getByName(source), 0);
        } catch (IOException e) {
            // the other end is down
            open.remove(near);
            closeQuietly(near);
            throw e;
        }
        open.add(far);
        start(() -> pump(far, near));
        pump(near, far);
    }

    private void pump(Socket from, Socket to) throws IOException {
        try {
            byte[] some = new byte[8192];
            for (int length = from.getInputStream().read(some);
                    length >= 0;
                    length = from.getInputStream().read(some)) {
                if (!silent) {
                    to.getOutputStream().write(some, 0, length);
                }
            }
        } finally {
            for (Socket socket : new Socket[] {from, to}) {
                open.remove(socket);
                closeQuietly(socket);
            }
        }
    }

    private void closeConnections() {
        open.forEach(Wire::closeQuietly);
        open.clear();
    }

    private static void closeQuietly(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, however it ended
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // How a connection ends that is cut
                    }
                },
                "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
