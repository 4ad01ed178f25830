package io.orgkeys.keycloak.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.common.net.CidrAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IP network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}.
 * Uses the same library as Keycloak's option {@code proxy-trusted-addresses}.
 */
public final class Network implements Comparable<Network> {

    /** The shortest IPv4 prefix that counts as a restriction. A /8 is the largest network that was ever assigned. */
    public static final int SHORTEST_IPV4_PREFIX = 8;

    /**
     * The shortest IPv6 prefix that counts as a restriction. An Internet service provider with many customers gets a
     * /32.
     */
    public static final int SHORTEST_IPV6_PREFIX = 32;

    private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(0|[1-9]\\d{0,2}))?");

    private final CidrAddress cidr;

    private Network(CidrAddress cidr) {
        this.cidr = cidr;
    }

    /**
     * Parses a network. A text without a prefix length is parsed as the network of this single address.
     *
     * @param field the field whose error is added if the text is invalid; the result is then empty
     */
    static Optional<Network> parse(String text, String field, FieldErrors errors) {
        Matcher form = FORM.matcher(text);
        byte[] address = form.matches() ? ClientAddress.bytesOf(form.group(1)) : null;
        int prefix = address == null ? -1 : prefix(form.group(1), form.group(2), address.length * Byte.SIZE);
        if (address == null || prefix < 0) {
            errors.add(field, FieldErrorCode.INVALID_NETWORK);
            return Optional.empty();
        }
        Network network = new Network(CidrAddress.create(address, prefix));
        if (!Arrays.equals(network.cidr.getNetworkAddress().getAddress(), address)) {
            errors.add(field, FieldErrorCode.ADDRESS_IN_NETWORK, network);
            return Optional.empty();
        }
        return Optional.of(network);
    }

    /**
     * Returns the prefix length, or -1 if it is out of range. For an IPv4-mapped IPv6 network, returns the prefix
     * length of the IPv4 network, which is 96 less.
     */
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

    /** Whether the network is small enough to be a restriction, rather than a large part of the Internet. */
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

    /** Returns the shortest form (RFC 5952), always with the prefix length. */
    @Override
    public String toString() {
        return cidr.toString();
    }
}
