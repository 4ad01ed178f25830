package io.orgkeys.keycloak.model;

/** Which texts the database takes. MariaDB and MySQL in {@code utf8mb3}, for example, refuse emoji, in comparisons as well. */
public interface TextStorage {

    /**
     * Whether the database can store this text, and compare it with a text that it has. A lookup of any other text finds nothing
     * and must not be sent.
     */
    boolean canStore(String text);
}
