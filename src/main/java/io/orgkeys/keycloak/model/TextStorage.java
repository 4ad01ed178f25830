package io.orgkeys.keycloak.model;

/**
 * Checks which texts the database can store. MariaDB and MySQL with {@code utf8mb3}, for example, reject emoji, even in
 * comparisons.
 */
public interface TextStorage {

    /**
     * Whether the database can store this text, and compare it with stored texts. Any other text must not be sent to
     * the database. No row can contain such a text anyway.
     */
    boolean canStore(String text);
}
