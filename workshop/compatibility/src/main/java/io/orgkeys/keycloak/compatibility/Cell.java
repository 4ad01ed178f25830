package io.orgkeys.keycloak.compatibility;

/** One thing to try with a real server, and one row of the table. */
interface Cell {

    /** By which it can be run alone: {@code -Dcells=<name>}. */
    String name();

    /** What is tried, for the table: the columns Keycloak, database and Java, or a sentence. */
    String title();

    /**
     * Tries it.
     *
     * @return what is to be said of it in the table
     * @throws NotRunException if this machine does not have what it takes
     * @throws AssertionError or any other throwable when it does not work
     */
    String run(Workshop workshop) throws Exception;
}
