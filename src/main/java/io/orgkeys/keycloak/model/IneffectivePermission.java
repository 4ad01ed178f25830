package io.orgkeys.keycloak.model;

import java.util.Locale;

/** A permission that was granted to a key and is not effective. */
public record IneffectivePermission(Permission permission, Reason reason) {

    /** The reason why a granted permission is not effective. */
    public enum Reason {
        NOT_IN_CATALOG,
        /** The owner of the user key has none of the roles that the catalog requires. */
        ROLE_MISSING;

        private final String text = name().toLowerCase(Locale.ROOT);

        /** Returns the value in JSON. */
        public String text() {
            return text;
        }
    }
}
