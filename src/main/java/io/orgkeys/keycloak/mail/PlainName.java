package io.orgkeys.keycloak.mail;

import java.util.regex.Pattern;

/**
 * Replaces all but letters, digits, spaces and a few signs in a name that somebody chose. Members name their keys, and others get
 * mails about them: a name must not put a link or a placeholder into a mail.
 */
final class PlainName {

    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N} _()-]");

    private PlainName() {}

    static String of(String name) {
        return OTHERS.matcher(name).replaceAll("_");
    }
}
