package io.orgkeys.keycloak.rest.verify;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.rest.HeaderText;
import io.orgkeys.keycloak.service.KeyState;

/**
 * The {@code X-Auth-*} headers of a granted verification. They have at most {@value #MAXIMUM} bytes in total, because
 * gateways refuse a response whose headers exceed their buffer. The buffer of nginx has 4,096 bytes by default, and
 * also holds Keycloak's own headers. The JSON body is always complete.
 */
final class IdentityHeaders {

    /**
     * The maximum size of the names and values of all headers together, in bytes, including the four bytes that
     * HTTP/1.1 adds to each header.
     */
    static final int MAXIMUM = 3_072;

    /**
     * The maximum size of a header value except the permissions, in bytes. A longer name or id is omitted and not
     * truncated, because the beginning of a name may be the name of another user or organization. User names and
     * aliases of 255 ASCII characters, which is Keycloak's maximum, are not omitted, and neither are key names of 100
     * characters.
     */
    static final int MAXIMUM_VALUE = 1_024;

    /** Lists the incomplete headers. Always sent, so that a gateway overwrites a forged header. */
    static final String TRUNCATED = "X-Auth-Truncated";

    private static final String KEY_ID = "X-Auth-Key-Id";
    private static final String KEY_TYPE = "X-Auth-Key-Type";
    private static final String SUBJECT = "X-Auth-Subject";
    private static final String ORGANIZATION_ID = "X-Auth-Organization-Id";
    private static final String USERNAME = "X-Auth-Username";
    private static final String ORGANIZATION = "X-Auth-Organization";
    private static final String ATTRIBUTES = "X-Auth-Attributes";
    private static final String PERMISSIONS = "X-Auth-Permissions";

    private static final String NO_HEADERS = "none";
    private static final int BYTES_PER_HEADER = ": \r\n".length();

    /**
     * The number of bytes that remain for the values of the other headers if the value of {@link #TRUNCATED} has its
     * maximum length.
     */
    private static final int ROOM = MAXIMUM
            - Stream.of(
                            KEY_ID,
                            KEY_TYPE,
                            SUBJECT,
                            ORGANIZATION_ID,
                            USERNAME,
                            ORGANIZATION,
                            ATTRIBUTES,
                            PERMISSIONS,
                            TRUNCATED)
                    .mapToInt(name -> name.length() + BYTES_PER_HEADER)
                    .sum()
            - "subject organizationId username organization attributes permissions".length();

    private final BiConsumer<String, String> response;
    private final StringBuilder truncated = new StringBuilder(0);
    private int room = ROOM;

    private IdentityHeaders(BiConsumer<String, String> response) {
        this.response = response;
    }

    /** @param ofMembers the names of the attributes that members can set */
    static void write(
            BiConsumer<String, String> response,
            KeyState state,
            Organization organization,
            Supplier<Set<String>> ofMembers) {
        ApiKey key = state.key();
        IdentityHeaders headers = new IdentityHeaders(response);
        headers.add(KEY_ID, key.id());
        headers.add(KEY_TYPE, key.type().text());
        headers.add(SUBJECT, "subject", state.subject());
        headers.add(ORGANIZATION_ID, "organizationId", organization.id());
        headers.add(USERNAME, "username", String.valueOf(state.username()));
        headers.add(ORGANIZATION, "organization", organization.alias());
        headers.addAttributes(key.content().attributes(), ofMembers);
        // add the permissions last, because they use the remaining bytes
        headers.addPermissions(state.effective().toScope());
        response.accept(TRUNCATED, headers.truncated.isEmpty() ? NO_HEADERS : headers.truncated.toString());
    }

    private void add(String header, String value) {
        response.accept(header, value);
        room -= value.length();
    }

    /**
     * Adds a header, or an empty one if the value is too long.
     *
     * @param member the name of the value in the JSON body
     */
    private void add(String header, String member, String value) {
        String encoded = HeaderText.encode(value);
        if (encoded.length() > Math.min(MAXIMUM_VALUE, room)) {
            markTruncated(member);
            encoded = "";
        }
        add(header, encoded);
    }

    /** Adds the attributes. A member must not be able to displace attributes that only an administrator can set. */
    private void addAttributes(Attributes attributes, Supplier<Set<String>> ofMembers) {
        String form = attributes.toForm();
        int most = Math.min(MAXIMUM_VALUE, room);
        if (form.length() > most) {
            markTruncated("attributes");
            form = attributes.toForm(most, ofMembers.get());
        }
        add(ATTRIBUTES, form);
    }

    private void addPermissions(String scope) {
        String cut = beginning(scope, room);
        if (cut.length() < scope.length()) {
            markTruncated("permissions");
        }
        add(PERMISSIONS, cut);
    }

    private void markTruncated(String member) {
        truncated.append(truncated.isEmpty() ? "" : " ").append(member);
    }

    /**
     * Returns as many of the first permissions of the scope as fit into {@code room} bytes. Never cuts a permission,
     * because a part of it could be the name of another permission.
     */
    static String beginning(String scope, int room) {
        if (scope.length() <= room) {
            return scope;
        }
        int end = scope.lastIndexOf(' ', room);
        return end < 0 ? "" : scope.substring(0, end);
    }
}
