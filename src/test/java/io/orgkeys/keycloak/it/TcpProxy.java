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
 * A TCP proxy in front of a server. A test can interrupt the proxy, so that its clients see a server that is down.
 * Tests that use the server directly are not affected.
 */
final class TcpProxy implements AutoCloseable {

    private final InetSocketAddress server;
    private final InetSocketAddress localEnd;
    private final ServerSocketFactory sockets;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile boolean silenced;
    private volatile String source = "127.0.0.1";

    private TcpProxy(InetSocketAddress server, ServerSocketFactory sockets, ServerSocket listener) {
        this.server = server;
        this.sockets = sockets;
        this.listener = listener;
        this.localEnd = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    /** Returns a working proxy to the server at this URL. */
    static TcpProxy to(String url) {
        return to(url, ServerSocketFactory.getDefault());
    }

    /** Returns a working proxy to the server at this URL, with TLS between the client and the proxy. */
    static TcpProxy withTls(String url, LocalCertificate certificate) {
        return to(url, certificate.serverSockets());
    }

    private static TcpProxy to(String url, ServerSocketFactory sockets) {
        URI uri = URI.create(url);
        try {
            TcpProxy wire = new TcpProxy(
                    new InetSocketAddress(uri.getHost(), uri.getPort()),
                    sockets,
                    listen(sockets, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            wire.serve();
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the proxy connect to the server from this address of the machine instead of 127.0.0.1. */
    TcpProxy from(String address) {
        source = address;
        return this;
    }

    /** Returns the URL of the proxy, to use in place of the scheme, host and port of the server. */
    String url() {
        return "http://" + localEnd.getAddress().getHostAddress() + ":" + localEnd.getPort();
    }

    int port() {
        return localEnd.getPort();
    }

    /** Refuses new connections and closes the existing ones. */
    void cut() {
        close();
    }

    /** Discards all data, but keeps existing connections open and accepts new connections. */
    void silence() {
        silenced = true;
    }

    void restore() {
        silenced = false;
        closeConnections();
        if (listener.isClosed()) {
            try {
                listener = listen(sockets, localEnd);
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
        ServerSocket accepting = listener;
        start(() -> {
            while (true) {
                Socket local = accepting.accept();
                connections.add(local);
                if (accepting.isClosed()) {
                    // the test has cut the proxy after this connection was accepted, but before it was added
                    connections.remove(local);
                    closeQuietly(local);
                    return;
                }
                start(() -> connect(local));
            }
        });
    }

    private void connect(Socket local) throws IOException {
        Socket remote;
        try {
            remote = new Socket(server.getAddress(), server.getPort(), InetAddress.getByName(source), 0);
        } catch (IOException e) {
            // the server is down
            connections.remove(local);
            closeQuietly(local);
            throw e;
        }
        connections.add(remote);
        if (local.isClosed()) {
            connections.remove(remote);
            closeQuietly(remote);
            return;
        }
        start(() -> copy(remote, local));
        copy(local, remote);
    }

    private void copy(Socket from, Socket to) throws IOException {
        try {
            byte[] buffer = new byte[8192];
            for (int length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (!silenced) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
        } finally {
            for (Socket socket : new Socket[] {from, to}) {
                connections.remove(socket);
                closeQuietly(socket);
            }
        }
    }

    private void closeConnections() {
        connections.forEach(TcpProxy::closeQuietly);
        connections.clear();
    }

    private static void closeQuietly(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // a socket that cannot be closed needs no handling
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
                        // expected when a connection is closed
                    }
                },
                "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
