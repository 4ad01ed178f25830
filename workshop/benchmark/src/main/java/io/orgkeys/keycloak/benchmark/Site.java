package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/**
 * The settings of the load generator, which runs in its own process.
 *
 * @param url the URL of the realm
 * @param adminUrl the URL of the realm in the admin REST API
 * @param adminToken the access token of an administrator
 * @param organizationId an organization with keys
 * @param warmKeys a file of secrets that are verified again and again
 * @param coldKeys a file of secrets that are verified once
 * @param accessTokens a file of a service account's tokens for introspection
 * @param membersKeys a file with the secret of a member's user key
 * @param membersTokens a file of that member's tokens, which contain the roles and the organization
 * @param serverPid the process id of the server
 * @param serverTimes the file to which the generator writes the processor times of the server
 * @param seconds the duration of each measurement
 * @param rounds the number of rounds; in each round, the measurements that are compared take turns
 * @param brief whether to measure only values that depend on the number of keys
 */
record Site(
        String url,
        String adminUrl,
        String adminToken,
        String organizationId,
        Path warmKeys,
        Path coldKeys,
        Path accessTokens,
        Path membersKeys,
        Path membersTokens,
        long serverPid,
        Path serverTimes,
        int seconds,
        int rounds,
        boolean brief) {

    private static final String PROPERTY = "benchmark.site";

    static String asProperty(Path file) {
        return "-D" + PROPERTY + "=" + file;
    }

    static Site read() {
        Properties all = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(Objects.requireNonNull(System.getProperty(PROPERTY))))) {
            all.load(reader);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new Site(
                text(all, "url"),
                text(all, "adminUrl"),
                text(all, "adminToken"),
                text(all, "organizationId"),
                Path.of(text(all, "warmKeys")),
                Path.of(text(all, "coldKeys")),
                Path.of(text(all, "accessTokens")),
                Path.of(text(all, "membersKeys")),
                Path.of(text(all, "membersTokens")),
                Long.parseLong(text(all, "serverPid")),
                Path.of(text(all, "serverTimes")),
                Integer.parseInt(text(all, "seconds")),
                Integer.parseInt(text(all, "rounds")),
                Boolean.parseBoolean(text(all, "brief")));
    }

    private static String text(Properties all, String name) {
        return Objects.requireNonNull(all.getProperty(name), name);
    }

    void write(Path file) throws IOException {
        Properties all = new Properties();
        all.setProperty("url", url);
        all.setProperty("adminUrl", adminUrl);
        all.setProperty("adminToken", adminToken);
        all.setProperty("organizationId", organizationId);
        all.setProperty("warmKeys", warmKeys.toString());
        all.setProperty("coldKeys", coldKeys.toString());
        all.setProperty("accessTokens", accessTokens.toString());
        all.setProperty("membersKeys", membersKeys.toString());
        all.setProperty("membersTokens", membersTokens.toString());
        all.setProperty("serverPid", String.valueOf(serverPid));
        all.setProperty("serverTimes", serverTimes.toString());
        all.setProperty("seconds", String.valueOf(seconds));
        all.setProperty("rounds", String.valueOf(rounds));
        all.setProperty("brief", String.valueOf(brief));
        try (Writer writer = Files.newBufferedWriter(file)) {
            all.store(writer, null);
        }
    }
}
