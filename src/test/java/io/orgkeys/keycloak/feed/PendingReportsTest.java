package io.orgkeys.keycloak.feed;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PendingReportsTest {

    private static final Instant NOW = Instant.parse("2027-01-15T10:59:59Z");

    private final PendingReports reports = new PendingReports(3, 2);

    @Test
    void addsUpTheReportsOfAClientInAnHour() {
        reports.add("realm", "client", new ReportedUse("key", 1, 2), NOW);
        reports.add("realm", "client", new ReportedUse("key", 3, 4), NOW);
        assertThat(reports.take())
                .containsExactly(new PendingReports.Report("realm", "client", new ReportedUse("key", 4, 6), NOW));
        assertThat(reports.take()).isEmpty();
    }

    @Test
    void separatesHoursClientsAndRealms() {
        reports.add("realm", "client", new ReportedUse("key", 1, 0), NOW);
        reports.add("realm", "client", new ReportedUse("key", 1, 0), NOW.plusSeconds(1));
        assertThat(reports.take()).hasSize(2);
        reports.add("realm", "client", new ReportedUse("key", 1, 0), NOW);
        reports.add("realm", "another", new ReportedUse("key", 1, 0), NOW);
        assertThat(reports.take()).hasSize(2);
        reports.add("realm", "client", new ReportedUse("key", 1, 0), NOW);
        reports.add("another", "client", new ReportedUse("key", 1, 0), NOW);
        assertThat(reports.take()).hasSize(2);
    }

    @Test
    void dropsReportsOfFurtherKeysBeyondTheBound() {
        for (String key : new String[] {"one", "two", "three", "one"}) {
            reports.add("realm", "client", new ReportedUse(key, 1, 2), NOW);
        }
        assertThat(reports.dropped()).isEqualTo(3);

        reports.add("realm", "another", new ReportedUse("three", 1, 0), NOW);
        reports.add("another", "client", new ReportedUse("four", 1, 0), NOW);
        assertThat(reports.take()).hasSize(3);
        assertThat(reports.dropped()).isEqualTo(4);
    }

    @Test
    void doesNotKeepTextsThatAreNoIds() {
        reports.add("realm", "client", new ReportedUse("x".repeat(37), 1, 0), NOW);
        assertThat(reports.take()).isEmpty();
    }

    @Test
    void keepsTheReportsOfKeysWithTheLongestId() {
        ReportedUse use = new ReportedUse("11111111-1111-4111-8111-111111111111", 1, 0);
        reports.add("realm", "client", use, NOW);
        assertThat(reports.take()).containsExactly(new PendingReports.Report("realm", "client", use, NOW));
    }
}
