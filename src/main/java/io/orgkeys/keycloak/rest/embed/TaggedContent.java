package io.orgkeys.keycloak.rest.embed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

/** Content that browsers can cache: in plain and in compressed form, each with a strong entity tag. */
final class TaggedContent {

    private static final String GZIP = "gzip";

    /** Shorter contents hardly become shorter by compression. */
    private static final int MIN_COMPRESSED = 512;

    private final byte[] plain;
    private final String hash;
    private final AtomicReference<byte @Nullable []> compressed = new AtomicReference<>();

    private TaggedContent(byte[] plain, String hash) {
        this.plain = plain;
        this.hash = hash;
    }

    static TaggedContent of(byte[] content) {
        return new TaggedContent(content, hash(content));
    }

    /**
     * Begins the response to a request: the content in the form that the client accepts, or 304 if the client already
     * has this form (RFC 9110 §13.1.2).
     */
    Response.ResponseBuilder answer(HttpHeaders request) {
        boolean gzip = plain.length >= MIN_COMPRESSED && acceptsGzip(values(request, HttpHeaders.ACCEPT_ENCODING));
        String tag = "\"" + hash + (gzip ? "-" + GZIP : "") + "\"";
        Response.ResponseBuilder response = values(request, HttpHeaders.IF_NONE_MATCH)
                        .anyMatch(known -> known.equals("*")
                                || known.equals(tag)
                                // a proxy can have weakened the tag
                                || known.equals("W/" + tag))
                ? Response.notModified()
                : Response.ok(gzip ? compressed() : plain).header(HttpHeaders.CONTENT_ENCODING, gzip ? GZIP : null);
        return response.header(HttpHeaders.ETAG, tag).header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    /** Whether the client accepts gzip, which it can also refuse with {@code gzip;q=0} (RFC 9110 §12.5.3). */
    private static boolean acceptsGzip(Stream<String> codings) {
        return codings.map(coding -> coding.replace(" ", "").toLowerCase(Locale.ROOT))
                .anyMatch(coding -> coding.equals(GZIP)
                        || (coding.startsWith(GZIP + ";q=") && !coding.matches(GZIP + ";q=0(\\.0*)?")));
    }

    private static Stream<String> values(HttpHeaders request, String name) {
        List<String> lines = request.getRequestHeader(name);
        return lines == null
                ? Stream.empty()
                : lines.stream().flatMap(line -> Stream.of(line.split(","))).map(String::strip);
    }

    /** Compresses the content at the first use. Requests at the same time may do this twice. */
    private byte[] compressed() {
        byte[] known = compressed.get();
        if (known == null) {
            known = compress(plain);
            compressed.set(known);
        }
        return known;
    }

    private static byte[] compress(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new BestCompression(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class BestCompression extends GZIPOutputStream {

        BestCompression(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
