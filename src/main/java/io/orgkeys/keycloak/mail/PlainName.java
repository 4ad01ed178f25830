package io.orgkeys.keycloak.mail;

import java.util.regex.Pattern;

/**
 * Replaces all characters of a name except letters, digits, spaces and a few signs. Members choose the names of their
 * keys, and other people receive mails about these keys. So a name must not add a link or a placeholder to a mail.
 */
final class PlainName {

    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N} _()-]");

    private PlainName() {}

    static String of(String name) {
        return OTHERS.matcher(name).replaceAll("_");
    }
}
