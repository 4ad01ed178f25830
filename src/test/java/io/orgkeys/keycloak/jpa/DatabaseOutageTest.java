package io.orgkeys.keycloak.jpa;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

import jakarta.persistence.PersistenceException;

import org.keycloak.models.ModelException;

import org.hibernate.exception.JDBCConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseOutageTest {

    @Test
    void anUnavailableReadOnlyOrOverloadedDatabaseIsAnOutage() {
        for (SQLException failure : List.of(
                new SQLException("cannot execute INSERT in a read-only transaction", "25006"),
                new SQLException("terminating connection", "57P01"),
                new SQLException("canceling statement due to statement timeout", "57014"),
                new SQLException("too many connections", "53300"),
                new SQLException("The connection attempt failed", "08001"),
                new SQLException("deadlock detected", "40P01"),
                new SQLException("running with the --read-only option", "HY000", 1290),
                new SQLException("Cannot execute statement in a READ ONLY transaction", "25006", 1792),
                new SQLException("Lock wait timeout exceeded", "HY000", 1205),
                new SQLException("Query execution was interrupted", "70100", 1969),
                new SQLException("ORA-16000: database open for read-only access", "72000", 16000),
                new SQLException("database is read-only", "S0002", 3906),
                new SQLException("The database is read only", "90097", 90097),
                new SQLException("Acquisition timeout while waiting for new connection"),
                new SQLTimeoutException("timeout"),
                new SQLTransientConnectionException("reset"),
                new SQLNonTransientConnectionException("closed"))) {
            assertThat(DatabaseOutage.isCauseOf(new ModelException("Database operation failed", failure)))
                    .as(failure.toString())
                    .isTrue();
            assertThat(DatabaseOutage.isCauseOf(new PersistenceException(new IllegalStateException(failure))))
                    .as(failure.toString())
                    .isTrue();
        }
        assertThat(DatabaseOutage.isCauseOf(new PersistenceException(
                        new JDBCConnectionException("Unable to acquire JDBC Connection", new SQLException()))))
                .isTrue();
    }

    /**
     * If a bug were reported as an outage, callers would retry forever, and nobody would look for its cause in the log.
     */
    @Test
    void aBugIsNotAnOutage() {
        for (Exception failure : List.of(
                new SQLException("Data too long for column", "22001", 1406),
                new SQLException("Incorrect string value", "HY000", 1366),
                new SQLException("Field has no default value", "HY000", 1364),
                new SQLException("relation does not exist", "42P01"),
                new SQLException("ORA-00904: invalid identifier", "42000", 904),
                new SQLException("ORA-01400: cannot insert NULL", "23000", 1400),
                new SQLException("Enlisted connection used without active transaction"),
                new SQLException(),
                new SQLIntegrityConstraintViolationException("duplicate", "23505"),
                new SQLSyntaxErrorException("syntax", "42601"),
                new SQLDataException("invalid", "22P02"),
                new IllegalStateException("bug"))) {
            assertThat(DatabaseOutage.isCauseOf(new ModelException("Database operation failed", failure)))
                    .as(failure.toString())
                    .isFalse();
        }
    }
}
