package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the warnings that {@link KeycloakInternals} logs until this object is closed. */
public final class LoggedWarnings extends Handler implements AutoCloseable {

    // a field, because the log manager discards a logger and its handlers if no object refers to the logger
    private final Logger logger = Logger.getLogger(KeycloakInternals.class.getName());
    private final List<String> messages = new ArrayList<>();

    public LoggedWarnings() {
        logger.addHandler(this);
    }

    public List<String> all() {
        return messages;
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(String.format(entry.getMessage(), entry.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
