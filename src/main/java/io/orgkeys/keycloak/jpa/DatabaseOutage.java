package io.orgkeys.keycloak.jpa;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;

import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.exception.LockAcquisitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Detects failures that an unavailable, read-only or overloaded database caused. The same request can succeed later.
 * Any other failure is a bug, and must not be reported as an outage.
 */
final class DatabaseOutage {

    /**
     * Classes of SQLSTATE: connection exception (08), transaction rollback such as a deadlock (40), and, in PostgreSQL,
     * insufficient resources (53), operator intervention such as a statement timeout or a shutdown (57), and system
     * error (58).
     */
    private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

    /**
     * SQLSTATEs: a read-only transaction (25006); lock timeouts (55P03 in PostgreSQL, HYT00 in H2); a query that was
     * interrupted or took too long (70100 in MariaDB and MySQL); a deadlock (61000 in Oracle); a database that is
     * read-only, broken or closed (90… in H2).
     */
    private static final Set<String> STATES =
            Set.of("25006", "55P03", "HYT00", "70100", "61000", "90097", "90098", "90121");

    /** Error codes of databases that use one SQLSTATE for many errors, by the first characters of that SQLSTATE. */
    private static final Map<String, Set<Integer>> CODES = Map.of(
            // MariaDB, MySQL: record changed, disk full, lock timeout, read-only (two codes), statement timeout
            "HY000",
            Set.of(1020, 1021, 1205, 1290, 1836, 3024),
            // Oracle: canceled, start and shutdown, read-only transaction, no space, read-only database
            "72000",
            Set.of(1013, 1033, 1034, 1089, 1090, 1092, 1456, 1653, 1654, 16000),
            // SQL Server: no space, deadlock, lock timeout, read-only database, log full, not available
            "S000",
            Set.of(1105, 1205, 1222, 3906, 3908, 9002, 40613));

    /** The maximum number of causes of a failure to follow, because the chain of causes may contain a cycle. */
    private static final int MAX_DEPTH = 20;

    private DatabaseOutage() {}

    /**
     * Logs a failure of background work. Logs an outage as a warning, and any other failure as an error with its stack
     * trace.
     */
    static void report(Logger logger, String problem, RuntimeException failure) {
        if (isCauseOf(failure)) {
            logger.warnf("%s: %s", problem, failure);
        } else {
            logger.error(problem, failure);
        }
    }

    /**
     * Whether an outage caused the failure. Also checks the suppressed exceptions, because a transaction manager adds
     * the error of the database as a suppressed exception.
     */
    static boolean isCauseOf(Throwable failure) {
        return isCauseOf(failure, MAX_DEPTH);
    }

    private static boolean isCauseOf(@Nullable Throwable failure, int depth) {
        return failure != null
                && depth > 0
                && (isOutage(failure)
                        || isCauseOf(failure.getCause(), depth - 1)
                        || Arrays.stream(failure.getSuppressed())
                                .anyMatch(suppressed -> isCauseOf(suppressed, depth - 1)));
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof JDBCConnectionException
                || failure instanceof LockAcquisitionException
                || failure instanceof LockTimeoutException
                || failure instanceof PessimisticLockException
                || failure instanceof QueryTimeoutException
                || (failure instanceof SQLException sql && isOutage(sql));
    }

    private static boolean isOutage(SQLException failure) {
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLTimeoutException
                || isStateOfOutage(failure.getSQLState())
                || isCodeOfOutage(failure)
                || isPoolExhausted(failure);
    }

    private static boolean isStateOfOutage(@Nullable String state) {
        return state != null
                && (STATES.contains(state) || (state.length() == 5 && CLASSES.contains(state.substring(0, 2))));
    }

    private static boolean isCodeOfOutage(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return CODES.entrySet().stream()
                .anyMatch(vendor ->
                        state.startsWith(vendor.getKey()) && vendor.getValue().contains(failure.getErrorCode()));
    }

    /** Whether the connection pool had no free connection in time. The pool has no error code for this failure. */
    private static boolean isPoolExhausted(SQLException failure) {
        return failure.getSQLState() == null
                && String.valueOf(failure.getMessage()).startsWith("Acquisition timeout");
    }
}
