package io.orgkeys.keycloak.rest.verify;

import java.util.function.BiConsumer;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.rest.HeaderText;
import io.orgkeys.keycloak.service.KeyState;

/**
 * The {@code X-Auth-*} headers of a granted verification. Together they take at most {@value #MAXIMUM} bytes: gateways refuse
 * a response whose headers do not fit their buffer, and nginx has 4,096 bytes by default, for Keycloak's own headers too. The
 * JSON is always complete.
 */
final class IdentityHeaders {

    /** Of names and values together, with the four bytes that HTTP/1.1 adds to each header. */
    static final int MAXIMUM = 3_072;

    /**
     * Of the value of a name. A longer one is left out: the beginning of a name may be the name of somebody else. A user name or alias of
     * 255 ASCII characters, the most that Keycloak stores, fits, and so does a key name of 100 characters of any script.
     */
    static final int MAXIMUM_NAME = 1_024;

    /** Says which of the other headers are not complete. Always sent, so that a gateway replaces what a client made up. */
    static final String TRUNCATED = "X-Auth-Truncated";

    private static final String NOTHING = "none";
    private static final int BYTES_PER_HEADER = ": \r\n".length();
    private static final int TRUNCATED_RESERVE =
            TRUNCATED.length() + "username organization permissions".length() + BYTES_PER_HEADER;

    private final BiConsumer<String, String> response;
    private final StringBuilder truncated = new StringBuilder(0);
    private int room = MAXIMUM - TRUNCATED_RESERVE;

    private IdentityHeaders(BiConsumer<String, String> response) {
        this.response = response;
    }

    /** @param response takes the name and the value of each header */
    static void write(BiConsumer<String, String> response, KeyState state, Organization organization) {
        ApiKey key = state.key();
        IdentityHeaders headers = new IdentityHeaders(response);
        headers.add("X-Auth-Key-Id", key.id());
        headers.add("X-Auth-Key-Type", key.type().text());
        headers.add("X-Auth-Subject", HeaderText.encode(state.subject()));
        headers.add("X-Auth-Organization-Id", HeaderText.encode(organization.id()));
        headers.addName("X-Auth-Username", "username", String.valueOf(state.username()));
        headers.addName("X-Auth-Organization", "organization", organization.alias());
        // the last one: it takes the room that is left
        headers.addPermissions(state.effective().toScope());
        response.accept(TRUNCATED, headers.truncated.isEmpty() ? NOTHING : headers.truncated.toString());
    }

    private void add(String header, String value) {
        response.accept(header, value);
        room -= header.length() + value.length() + BYTES_PER_HEADER;
    }

    private void addName(String header, String member, String name) {
        String encoded = HeaderText.encode(name);
        if (encoded.length() > MAXIMUM_NAME) {
            markTruncated(member);
            encoded = "";
        }
        add(header, encoded);
    }

    private void addPermissions(String scope) {
        String header = "X-Auth-Permissions";
        String cut = beginning(scope, room - header.length() - BYTES_PER_HEADER);
        if (cut.length() < scope.length()) {
            markTruncated("permissions");
        }
        add(header, cut);
    }

    private void markTruncated(String member) {
        truncated.append(truncated.isEmpty() ? "" : " ").append(member);
    }

    /** As many whole permissions of the scope as have room. A part of one could be the name of another. */
    static String beginning(String scope, int room) {
        if (scope.length() <= room) {
            return scope;
        }
        int end = scope.lastIndexOf(' ', room);
        return end < 0 ? "" : scope.substring(0, end);
    }
}
