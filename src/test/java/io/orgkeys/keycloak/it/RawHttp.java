package io.orgkeys.keycloak.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP request that is sent exactly as given, even if it is invalid. An HTTP client would correct or reject most of
 * the requests that attackers send. Each character is one byte (ISO 8859-1).
 */
final class RawHttp {

    private final InetSocketAddress server;
    private final String start;
    private final List<String> headers = new ArrayList<>();
    private byte[] body = new byte[0];

    /** @param url its host and port select the server; the rest is sent unchanged as the request target */
    RawHttp(String method, String url) {
        int path = url.indexOf('/', "http://".length());
        URI base = URI.create(url.substring(0, path));
        this.server = new InetSocketAddress(base.getHost(), base.getPort());
        this.start = method + ' ' + url.substring(path) + " HTTP/1.1";
        headers.add("Host: " + base.getHost() + ':' + base.getPort());
    }

    /** Adds a header line, which need not be valid. */
    RawHttp header(String line) {
        headers.add(line);
        return this;
    }

    RawHttp body(byte[] bytes) {
        body = bytes;
        return this;
    }

    /**
     * Sends the request and returns the answer. The status is 0 if the server closed the connection without an answer.
     */
    Answer send() {
        try (Begun begun = begin(body.length)) {
            return begun.finish();
        }
    }

    /** Sends the headers and the first bytes of the body. */
    Begun begin(int bytes) {
        try {
            Socket socket = new Socket();
            socket.connect(server, 10_000);
            socket.setSoTimeout(30_000);
            StringBuilder head = new StringBuilder(start + "\r\n" + String.join("\r\n", headers) + "\r\n");
            if (headers.stream().noneMatch(line -> line.startsWith("Connection:"))) {
                head.append("Connection: close\r\n");
            }
            if (body.length > 0) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            request.write(body, 0, bytes);
            Begun begun = new Begun(socket, bytes);
            begun.write(request.toByteArray());
            return begun;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request of which only the headers and the first part of the body were sent. */
    final class Begun implements AutoCloseable {

        private final Socket socket;
        private final int sent;

        private Begun(Socket socket, int sent) {
            this.socket = socket;
            this.sent = sent;
        }

        private void write(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // the server may answer and close the connection before it has read the whole request
            }
        }

        /** Sends the rest of the body and returns the answer. */
        Answer finish() {
            write(Arrays.copyOfRange(body, sent, body.length));
            try {
                return answer(received(socket));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static byte[] received(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int length = socket.getInputStream().read(some);
                    length >= 0;
                    length = socket.getInputStream().read(some)) {
                all.write(some, 0, length);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // the connection was reset; the bytes that arrived before are the answer
        }
        return all.toByteArray();
    }

    private static Answer answer(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // a character for each byte
        int end = text.indexOf("\r\n\r\n");
        if (end >= 0 && text.startsWith("HTTP/1.1 100 ")) {
            // skip the interim response 100 (Continue)
            text = text.substring(end + 4);
            end = text.indexOf("\r\n\r\n");
        }
        if (end < 0) {
            return new Answer(0, HttpHeaders.of(Map.of(), (name, value) -> true), utf8(text));
        }
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        String body = text.substring(end + 4);
        return new Answer(
                Integer.parseInt(lines.get(0).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
                HttpHeaders.of(headers, (name, value) -> true),
                utf8(headers.containsKey("Transfer-Encoding") ? joined(body) : body));
    }

    /** Returns the content of the chunks of a long body (RFC 9112 §7.1). */
    private static String joined(String chunks) {
        StringBuilder content = new StringBuilder();
        int size = 0;
        for (int end = chunks.indexOf("\r\n"); end >= 0; end = chunks.indexOf("\r\n", size)) {
            int length = Integer.parseInt(chunks.substring(size, end), 16);
            if (length == 0) {
                break;
            }
            content.append(chunks, end + 2, end + 2 + length);
            size = end + 2 + length + 2;
        }
        return content.toString();
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
