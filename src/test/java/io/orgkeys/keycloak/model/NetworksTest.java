package io.orgkeys.keycloak.model;

import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0/24",
        "192.0.2.7, 192.0.2.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:DB8:0:0::/64, 2001:db8::/64",
        "2001:db8::1, 2001:db8::1/128",
        "::/0, ::/0",
        "::ffff:192.0.2.7, 192.0.2.7/32",
        "::ffff:192.0.2.0/120, 192.0.2.0/24",
        "::ffff:c000:200/120, 192.0.2.0/24",
    })
    void returnsANetworkInItsShortestForm(String text, String shown) {
        assertThat(networks(text).toList()).containsExactly(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/8 ",
                "10.0.0.0/255.0.0.0",
                "10.0.0/8",
                "10/8",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.01",
                "0x0a.0.0.1",
                "167772161",
                "١٠.0.0.1",
                "2001:db8::/129",
                "2001:db8::/99999999999",
                "2001:db8:::1",
                "2001:db8::1%eth0",
                "[2001:db8::1]",
                "::ffff:10.0.0.0/95",
                "localhost",
                "example.com/24",
                "10.0.0.1:443",
                "10.0.0.1,10.0.0.2",
                "10.0.0.1\u0000",
            })
    void refusesAnythingElseWithoutRepeatingIt(String text) {
        assertThat(errors(text)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("allowedNetworks.0");
            assertThat(error.detail()).startsWith("Must be an IP address");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "192.0.2.255/31, 192.0.2.254/31",
        "2001:db8::1/64, 2001:db8::/64",
        "::ffff:10.1.2.3/104, 10.0.0.0/8",
        "1.0.0.0/0, 0.0.0.0/0",
    })
    void suggestsTheNetworkForAnAddressWithHostBits(String text, String meant) {
        assertThat(errors(text))
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains(" " + meant + ","));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, 192.0.1.255, false",
        // the text of the address begins with 10.1, but its first 16 bits are 10.10
        "10.1.0.0/16, 10.10.0.1, false",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.70, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
        "192.0.2.0/24, ::ffff:c000:0209, true",
        "192.0.2.0/24, ::192.0.2.9, false",
        "192.0.2.0/24, 64:ff9b::192.0.2.9, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::1, 2001:0DB8:0:0:0:0:0:1, true",
        "fe80::/10, fe80::1%eth0, true",
        // a port is ignored
        "192.0.2.7, 192.0.2.7:5678, true",
        "192.0.2.7, 192.0.2.70:7, false",
        "192.0.2.7, [::ffff:192.0.2.7]:80, true",
        "2001:db8::1, [2001:db8::1]:443, true",
        "2001:db8::1, [2001:db8::1], true",
        "fe80::/10, [fe80::1%eth0]:80, true",
        // without brackets, 443 is a part of the address and not a port
        "2001:db8::1, 2001:db8::1:443, false",
    })
    void aNetworkContainsTheAddressesWithItsPrefix(String network, String address, boolean contained) {
        assertThat(networks(network).allow(ClientAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "unknown",
                "_hidden",
                "localhost",
                "010.0.0.1",
                "10.0.0.1, 10.0.0.2",
                "%",
                "10.0.0.1:",
                "10.0.0.1:http",
                "10.0.0.1:-1",
                "10.0.0.1:123456",
                "10.0.0.1:80:80",
                "10.0.0:80",
                "010.0.0.1:80",
                "[10.0.0.1]",
                "[10.0.0.1]:80",
                "[2001:db8::1",
                "2001:db8::1]:80",
                "[2001:db8::1]80",
                "[2001:db8::1]:",
                "[[2001:db8::1]]:80",
                "[]:80",
                "localhost:80",
                "10.0.0.1:\u0661"
            })
    void anInvalidAddressIsInNoNetwork(String text) {
        assertThat(ClientAddress.parse(text)).isEmpty();
        assertThat(networks("0.0.0.0/0").allow(ClientAddress.parse(text))).isFalse();
        assertThat(Networks.ANYWHERE.allow(ClientAddress.parse(text))).isTrue();
    }

    @Test
    void sortsNetworksAndRemovesDuplicates() {
        Networks networks =
                networks("2001:db8::/32", "192.0.2.0/24", "10.0.0.0/8", "10.0.0.0/16", "::ffff:10.0.0.0/104");
        assertThat(networks.toList()).containsExactly("10.0.0.0/8", "10.0.0.0/16", "192.0.2.0/24", "2001:db8::/32");
        assertThat(networks).isEqualTo(networks("10.0.0.0/16", "192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8"));
        assertThat(Networks.ofText(networks.toString())).isEqualTo(networks);
        assertThat(Networks.ofText("")).isEqualTo(Networks.ANYWHERE);
    }

    @Test
    void invalidStoredNetworksFailInsteadOfAllowingEveryAddress() {
        for (String text : List.of(" ", "10.0.0.0/8  ", "10.0.0.0/8,10.0.0.0/8", "nonsense")) {
            assertThatThrownBy(() -> Networks.ofText(text)).as(text).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void limitsNetworksTo20AndTheLongestFitTheColumn() {
        assertThat(errors(Collections.nCopies(20, "10.0.0.0/8").toArray(String[]::new)))
                .isEmpty();
        assertThat(errors(Collections.nCopies(21, "10.0.0.0/8").toArray(String[]::new)))
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("allowedNetworks"));
        String[] longest = new String[Networks.MOST];
        for (int i = 0; i < longest.length; i++) {
            longest[i] = "2001:1111:2222:3333:4444:5555:6666:77" + (10 + i) + "/128";
        }
        assertThat(networks(longest).toString().length()).isBetween(860, 1000);
    }

    @Test
    void coversNetworksThatAreAllWithin() {
        Networks mine = networks("10.0.0.0/8", "2001:db8::/32");
        assertThat(mine.cover(networks("10.1.0.0/16", "2001:db8:1::/48"))).isTrue();
        assertThat(mine.cover(mine)).isTrue();
        assertThat(mine.cover(networks("10.1.0.0/16", "11.0.0.0/8"))).isFalse();
        assertThat(mine.cover(networks("0.0.0.0/0"))).isFalse();
        assertThat(mine.cover(networks("::/0"))).isFalse();
        assertThat(mine.cover(Networks.ANYWHERE)).isFalse();
        assertThat(Networks.ANYWHERE.cover(mine)).isTrue();
        assertThat(Networks.ANYWHERE.cover(Networks.ANYWHERE)).isTrue();
    }

    @Test
    void groupsClientsByIpv4AddressOrIpv6NetworkOf64Bits() {
        assertThat(site("192.0.2.1")).isEqualTo(site("::ffff:192.0.2.1")).isNotEqualTo(site("192.0.2.2"));
        assertThat(site("2001:db8:0:1::1")).isEqualTo(site("2001:db8:0:1:ffff::9"));
        assertThat(site("2001:db8:0:1::1")).isNotEqualTo(site("2001:db8:0:2::1"));
    }

    private static String site(String address) {
        return ClientAddress.parse(address).map(ClientAddress::rateLimitKey).orElseThrow();
    }

    private static Networks networks(String... texts) {
        FieldErrors errors = new FieldErrors();
        Networks networks = Networks.parse(List.of(texts), "allowedNetworks", errors);
        errors.throwIfAny();
        return networks;
    }

    private static List<FieldError> errors(String... texts) {
        FieldErrors errors = new FieldErrors();
        Networks.parse(List.of(texts), "allowedNetworks", errors);
        try {
            errors.throwIfAny();
            return List.of();
        } catch (InvalidInputException e) {
            return e.errors();
        }
    }
}
