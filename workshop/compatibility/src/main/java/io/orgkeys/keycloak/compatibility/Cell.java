package io.orgkeys.keycloak.compatibility;

/** A check with a real server, which is one row of the table. */
interface Cell {

    /** Returns the name, with which the cell can be run alone: {@code -Dcells=<name>}. */
    String name();

    /** Returns the title of the row, which says what is checked: Keycloak, database and Java, or a sentence. */
    String title();

    /**
     * Runs the check.
     *
     * @return the result for the table
     * @throws NotRunException if this machine does not meet the requirements
     * @throws AssertionError or any other throwable if the check fails
     */
    String run(Workshop workshop) throws Exception;
}
