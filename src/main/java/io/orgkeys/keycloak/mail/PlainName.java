package io.orgkeys.keycloak.mail;

import java.util.regex.Pattern;

/**
 * A name that somebody chose, in a mail that is ours: only letters, digits, spaces and a few signs are left of it. Members name
 * their keys, and others get mails about them: nobody is to write a link or a placeholder into such a mail.
 */
final class PlainName {

    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N} _()-]");

    private PlainName() {}

    static String of(String name) {
        return OTHERS.matcher(name).replaceAll("_");
    }
}
