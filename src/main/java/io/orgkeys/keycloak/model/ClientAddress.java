package io.orgkeys.keycloak.model;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import org.jspecify.annotations.Nullable;

/**
 * The IP address of the client that uses a key. An IPv4-mapped IPv6 address, {@code ::ffff:192.0.2.1}, is treated as
 * the IPv4 address (RFC 4291 §2.5.5.2), because a server that listens on IPv6 sees IPv4 clients in this form.
 */
public final class ClientAddress {

    /** The characters of an address. Only ASCII, because {@link Inet} also accepts the digits of other scripts. */
    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /**
     * A number with a leading zero. Some parsers read it as octal and others as decimal (RFC 6943 §3.1.1), so the
     * address is ambiguous.
     */
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|[:.])0\\d+\\.|\\.0\\d+$");

    /**
     * An IPv6 address in brackets, with or without a port, or an IPv4 address with a port (RFC 3986 §3.2.2, RFC 7239
     * §6).
     */
    private static final Pattern WITH_PORT =
            Pattern.compile("^(?:\\[([^\\[\\]]*:[^\\[\\]]*)](?::\\d{1,5})?|([0-9.]+):\\d{1,5})\\z");

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final int IPV6_SITE_BYTES = 8;

    private final byte[] bytes;

    private ClientAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Parses an IPv4 or IPv6 address. Ignores a port, as in {@code 192.0.2.7:5678} or {@code [2001:db8::1]:443},
     * because some proxies and servers report it with the address. Also ignores a zone, as in {@code fe80::1%eth0}.
     * Never looks up a host name.
     *
     * @return empty for null and for any other text; the address is then unknown
     */
    public static Optional<ClientAddress> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String address = WITH_PORT.matcher(text).replaceFirst("$1$2");
        int zone = address.indexOf('%');
        byte[] bytes = bytesOf(zone < 0 ? address : address.substring(0, zone));
        return bytes == null ? Optional.empty() : Optional.of(new ClientAddress(bytes));
    }

    /** Returns 4 or 16 bytes, or null if the text is not an address. */
    static byte @Nullable [] bytesOf(String text) {
        if (!FORM.matcher(text).matches() || LEADING_ZERO.matcher(text).find()) {
            return null;
        }
        byte[] bytes = Inet.parseInetAddressToBytes(text);
        if (bytes == null) {
            return null;
        }
        return isMapped(bytes) ? new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]} : bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        if (bytes.length != 16) {
            return false;
        }
        for (int i = 0; i < MAPPED.length; i++) {
            if (bytes[i] != MAPPED[i]) {
                return false;
            }
        }
        return true;
    }

    boolean isIn(CidrAddress network) {
        return network.matches(bytes);
    }

    /**
     * Returns the smallest network that one client controls: the IPv4 address itself, or the /64 network of an IPv6
     * address. Each customer site gets at least a /64 (RFC 6177 §2) and chooses the addresses within it.
     */
    public String rateLimitKey() {
        return bytes.length == 4 ? Inet.toOptimalString(bytes) : HexFormat.of().formatHex(bytes, 0, IPV6_SITE_BYTES);
    }

    @Override
    public String toString() {
        return Inet.toOptimalString(bytes);
    }
}
