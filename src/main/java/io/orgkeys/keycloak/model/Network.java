package io.orgkeys.keycloak.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.common.net.CidrAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IP network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}. The
 * library is the one by which Keycloak reads its option {@code proxy-trusted-addresses}.
 */
public final class Network implements Comparable<Network> {

    /** Shortest prefix of an IPv4 network that is a restriction at all: the largest that anybody ever got. */
    public static final int SHORTEST_IPV4_PREFIX = 8;

    /** The same of an IPv6 network: what a provider with many customers gets. */
    public static final int SHORTEST_IPV6_PREFIX = 32;

    private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(0|[1-9]\\d{0,2}))?");

    private final CidrAddress cidr;

    private Network(CidrAddress cidr) {
        this.cidr = cidr;
    }

    /**
     * Reads a network; an address alone is the network of that one address.
     *
     * @param field where an error is noted when it is something else; the network is empty then
     */
    static Optional<Network> parse(String text, String field, FieldErrors errors) {
        Matcher form = FORM.matcher(text);
        byte[] address = form.matches() ? ClientAddress.bytesOf(form.group(1)) : null;
        int prefix = address == null ? -1 : prefix(form.group(1), form.group(2), address.length * Byte.SIZE);
        if (address == null || prefix < 0) {
            errors.add(
                    field,
                    "Must be an IP address, or a network such as 192.0.2.0/24 or 2001:db8::/32. Host names do not count.");
            return Optional.empty();
        }
        Network network = new Network(CidrAddress.create(address, prefix));
        if (!Arrays.equals(network.cidr.getNetworkAddress().getAddress(), address)) {
            errors.add(
                    field,
                    "Is an address within a network, and no network. Send " + network + ", or the address alone.");
            return Optional.empty();
        }
        return Optional.of(network);
    }

    /** The prefix's length, or -1 when it is out of range. That of an IPv4 network written as IPv6 counts from bit 96. */
    private static int prefix(String address, @Nullable String written, int bits) {
        if (written == null) {
            return bits;
        }
        int length = Integer.parseInt(written);
        int prefix = bits == 32 && address.indexOf(':') >= 0 ? length - 96 : length;
        return prefix <= bits ? prefix : -1;
    }

    boolean contains(ClientAddress address) {
        return address.isIn(cidr);
    }

    boolean contains(Network other) {
        return cidr.matches(other.cidr);
    }

    /** Whether it is small enough to restrict anything: not the whole Internet, or a large part of it. */
    boolean isRestriction() {
        return cidr.getNetmaskBits()
                >= (cidr.getNetworkAddress().getAddress().length == 4 ? SHORTEST_IPV4_PREFIX : SHORTEST_IPV6_PREFIX);
    }

    @Override
    public int compareTo(Network other) {
        return cidr.compareTo(other.cidr);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network && cidr.equals(network.cidr);
    }

    @Override
    public int hashCode() {
        return cidr.hashCode();
    }

    /** In the shortest form (RFC 5952), always with the prefix's length. */
    @Override
    public String toString() {
        return cidr.toString();
    }
}
