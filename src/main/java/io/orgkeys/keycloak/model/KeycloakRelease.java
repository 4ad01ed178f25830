package io.orgkeys.keycloak.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.keycloak.common.Version;

/**
 * A release of Keycloak by its major and minor number, such as 26.7. The Keycloak interfaces that we use can change
 * with each release. This class uses only Keycloak classes that an old release has, too, so that it can report that the
 * old release is not supported.
 */
public record KeycloakRelease(int major, int minor) implements Comparable<KeycloakRelease> {

    /** The oldest supported release. Older releases lack classes and methods that we use. */
    public static final KeycloakRelease OLDEST = new KeycloakRelease(26, 7);

    /** The newest release that this provider was tested with. */
    public static final KeycloakRelease NEWEST_TESTED = new KeycloakRelease(26, 7);

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})([.-].*)?");
    private static final Comparator<KeycloakRelease> ORDER =
            Comparator.comparingInt(KeycloakRelease::major).thenComparingInt(KeycloakRelease::minor);

    /** Parses a version such as 26.7.4; empty for a version of another form. */
    static Optional<KeycloakRelease> of(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        return numbers.matches()
                ? Optional.of(
                        new KeycloakRelease(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
                : Optional.empty();
    }

    /** @throws UnsupportedKeycloakException if this Keycloak is too old */
    static void requireSupported() {
        requireSupported(Version.VERSION);
    }

    static void requireSupported(String version) {
        if (of(version).filter(release -> release.compareTo(OLDEST) < 0).isPresent()) {
            throw new UnsupportedKeycloakException("Organization API Keys needs Keycloak " + OLDEST
                    + " or newer; this is Keycloak " + version
                    + ". Upgrade Keycloak, or remove the jar from the directory providers.");
        }
    }

    /**
     * Returns a warning for the administrator if this Keycloak is newer than the newest tested release; otherwise
     * empty.
     */
    public static Optional<String> untestedWarning() {
        return untestedWarning(Version.VERSION);
    }

    static Optional<String> untestedWarning(String version) {
        return of(version)
                .filter(release -> release.compareTo(NEWEST_TESTED) > 0)
                .map(release -> "Organization API Keys was not tested with Keycloak " + version
                        + ", only up to Keycloak " + NEWEST_TESTED
                        + ". It uses interfaces that may have changed: look for a newer version of it.");
    }

    @Override
    public int compareTo(KeycloakRelease other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
