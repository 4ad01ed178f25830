package io.orgkeys.keycloak.release;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the changelog, which has the format of Keep a Changelog. */
final class Changelog {

    private Changelog() {}

    /**
     * Returns the section of a version, with its heading.
     *
     * @throws IllegalStateException if the version has no section with a date, or the section is empty
     */
    static String sectionOf(String version, String changelog) {
        Matcher section = Pattern.compile(
                        "^## \\[" + Pattern.quote(version)
                                + "] - \\d{4}-\\d\\d-\\d\\d\n(?<changes>.*?)(?=^## |^\\[|\\z)",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(changelog);
        if (!section.find() || section.group("changes").isBlank()) {
            throw new IllegalStateException("CHANGELOG.md says nothing of this version. Its section begins with: ## ["
                    + version + "] - and the date.");
        }
        return section.group().strip() + "\n";
    }
}
