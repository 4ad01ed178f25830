package io.orgkeys.keycloak.jpa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The Liquibase changelog of the tables, which includes one file per release. */
final class Changelog {

    static final String LOCATION = "META-INF/org-api-keys/changelog.xml";

    private static final Pattern FILE = Pattern.compile("<include [^>]*\\bfile=\"([^\"]+)\"");
    private static final Pattern CHANGE_SET = Pattern.compile("<changeSet [^>]*\\bid=\"([^\"]+)\"");

    private Changelog() {}

    /** Returns the id of the last change set, which identifies the version of the tables. */
    static String lastChangeSet() {
        return last(CHANGE_SET, last(FILE, LOCATION));
    }

    private static String last(Pattern pattern, String file) {
        return pattern.matcher(text(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .reduce((former, later) -> later)
                .orElseThrow();
    }

    private static String text(String file) {
        try (InputStream in = Changelog.class.getClassLoader().getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
