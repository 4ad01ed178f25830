package io.orgkeys.keycloak.compatibility;

import java.nio.file.Files;
import java.nio.file.Path;

import org.keycloak.compatibility.CompatibilityResult.ExitCode;

import io.orgkeys.keycloak.server.Database;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks {@code kc.sh update-compatibility} for another build of the jar, for a jar that uses other tables, and for a
 * removed or added jar.
 */
record RollingUpdateCell() implements Cell {

    @Override
    public String name() {
        return "rolling-update";
    }

    @Override
    public String title() {
        return "`kc.sh update-compatibility` with another build of the jar, other tables, and without the jar";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        Path before = Workshop.DIRECTORY.resolve("before.json");
        try (Database data = workshop.database("postgres", name())) {
            Installation installation = new Installation(workshop, data, name());
            int written = installation
                    .serverWith(UpgradeCell.modifiedCopy(workshop.jar()))
                    .run("update-compatibility", "metadata", "--file=" + before);
            assertThat(written).isZero();
            assertThat(check(installation, before, workshop.jar())).isEqualTo(ExitCode.ROLLING.value());

            String metadata = Files.readString(before);
            assertThat(metadata).contains("\"org-api-keys\":{").contains("\"schema\":\"0.1.0-");
            Path otherTables = Workshop.DIRECTORY.resolve("other-tables.json");
            Files.writeString(otherTables, metadata.replace("\"schema\":\"0.1.0-", "\"schema\":\"0.0.9-"));
            assertThat(check(installation, otherTables, workshop.jar())).isEqualTo(ExitCode.RECREATE.value());

            assertThat(check(installation, before)).isEqualTo(ExitCode.RECREATE.value());
            Path withoutUs = Workshop.DIRECTORY.resolve("without-provider.json");
            Files.writeString(withoutUs, metadata.replaceAll("\"org-api-keys\":\\{[^}]*},?", ""));
            assertThat(check(installation, withoutUs, workshop.jar())).isEqualTo(ExitCode.ROLLING.value());
        }
        return "the same tables: rolling update; other tables, or the jar removed: restart of all nodes";
    }

    private static int check(Installation installation, Path metadata, Path... jars) throws NotRunException {
        return installation.serverWith(jars).run("update-compatibility", "check", "--file=" + metadata);
    }
}
