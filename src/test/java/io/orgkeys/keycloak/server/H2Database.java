package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.sql.SQLException;

import org.h2.tools.Server;

/**
 * H2 in the memory of this JVM, served to Keycloak over TCP. So it is there before Keycloak starts, after Keycloak was
 * killed, and for several nodes at once, and a test can look into it at any time. H2's own way to share a file between
 * processes ({@code AUTO_SERVER}) can do none of this, and closes the database under a Keycloak that is stopping.
 */
public final class H2Database implements Database {
    private final Server server;

    private H2Database(Server server) {
        this.server = server;
    }

    static H2Database start() throws IOException {
        try {
            return new H2Database(
                    Server.createTcpServer("-tcpPort", String.valueOf(Ports.free()), "-tcpDaemon", "-ifNotExists")
                            .start());
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String vendor() {
        return "h2";
    }

    @Override
    public String keycloakVendor() {
        return "dev-mem";
    }

    @Override
    public String jdbcUrl() {
        // The port is in the name, because two databases of this JVM would be the same one otherwise. VALUE is a
        // keyword
        // of H2 and a column of Keycloak.
        return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:keycloak" + server.getPort()
                + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE";
    }

    @Override
    public String user() {
        return "sa";
    }

    @Override
    public String password() {
        return "password";
    }

    @Override
    public void close() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // It is how H2 answers: the connection is gone with the database
        }
        server.stop();
    }
}
