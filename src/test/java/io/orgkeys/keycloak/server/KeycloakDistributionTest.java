package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeycloakDistributionTest {

    @TempDir
    Path directory;

    @Test
    void installsAllFilesAndAnExecutableScript() throws IOException {
        Path home = install("26.7.0");

        assertThat(home.resolve("version.txt")).hasContent("26.7.0");
        assertThat(home.resolve("lib/lib/main/library.jar")).exists();
        assertThat(home.resolve("bin/kc.sh")).isExecutable();
    }

    @Test
    void theSameVersionKeepsTheBuildOutput() throws IOException {
        Path home = install("26.7.0");
        Files.writeString(home.resolve("lib/quarkus/quarkus-application.dat"), "built with a provider");

        install("26.7.0");

        assertThat(home.resolve("lib/quarkus/quarkus-application.dat")).hasContent("built with a provider");
    }

    @Test
    void aNewInstallationCopiesTheLatestBuildOutput() throws IOException {
        Path built = install("26.7.0").resolve("lib/quarkus/quarkus-application.dat");
        Files.writeString(built, "built with a provider");
        KeycloakDistribution.markBuilt(directory.resolve("home"), "build");
        Path other = directory.resolve("other");

        distribution("26.7.0").install(other, directory.resolve("cache"), "build", line -> {});

        Path copy = other.resolve("lib/quarkus/quarkus-application.dat");
        assertThat(copy).hasContent("built with a provider");
        Files.writeString(copy, "built with another");
        assertThat(built).hasContent("built with a provider");
    }

    @Test
    void aNewInstallationPrefersTheBuildOutputOfTheSameBuildToTheLatestOne() throws IOException {
        for (String build : List.of("postgres", "mariadb")) {
            Path home = directory.resolve("home of " + build);
            distribution("26.7.0").install(home, directory.resolve("cache"), build, line -> {});
            Files.writeString(home.resolve("lib/quarkus/quarkus-application.dat"), build);
            KeycloakDistribution.markBuilt(home, build);
        }
        Files.setLastModifiedTime(directory.resolve("home of postgres/.built"), FileTime.fromMillis(0));
        Path other = directory.resolve("other");

        distribution("26.7.0").install(other, directory.resolve("cache"), "postgres", line -> {});

        assertThat(other.resolve("lib/quarkus/quarkus-application.dat")).hasContent("postgres");
    }

    @Test
    void doesNotCopyAnIncompleteBuild() throws IOException {
        Path home = install("26.7.0");
        Files.writeString(home.resolve("lib/quarkus/quarkus-application.dat"), "half");
        KeycloakDistribution.markBuilt(home, "build");
        KeycloakDistribution.markUnbuilt(home);
        Path other = directory.resolve("other");

        distribution("26.7.0").install(other, directory.resolve("cache"), "build", line -> {});

        assertThat(other.resolve("lib/quarkus/quarkus-application.dat")).hasContent("26.7.0");
    }

    @Test
    void doesNotCopyTheBuildOfAnotherVersion() throws IOException {
        Path home = install("26.7.0");
        Files.writeString(home.resolve("lib/quarkus/quarkus-application.dat"), "built with a provider");
        KeycloakDistribution.markBuilt(home, "build");
        Path other = directory.resolve("other");

        distribution("26.7.4").install(other, directory.resolve("cache"), "build", line -> {});

        assertThat(other.resolve("lib/quarkus/quarkus-application.dat")).hasContent("26.7.4");
    }

    @Test
    void anotherVersionReplacesEverythingExceptTheData() throws IOException {
        Path home = install("26.7.0");
        Files.writeString(home.resolve("lib/quarkus/left-over.dat"), "of the old version");
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/database"), "precious");

        install("26.7.4");

        assertThat(home.resolve("version.txt")).hasContent("26.7.4");
        assertThat(home.resolve("lib/lib/main/library.jar")).hasContent("26.7.4");
        assertThat(home.resolve("lib/quarkus/left-over.dat")).doesNotExist();
        assertThat(home.resolve("data/database")).hasContent("precious");
    }

    @Test
    void anUnchangedProviderHasTheSameTimestampEverywhere() throws IOException {
        Path jar = Files.writeString(directory.resolve("provider.jar"), "code");
        Path providers = directory.resolve("providers");
        KeycloakDistribution.synchronize(List.of(jar), providers);
        Path copy = providers.resolve("provider.jar");
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1_000_000));

        KeycloakDistribution.synchronize(List.of(jar), providers);
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(FileTime.fromMillis(1_000_000));

        Files.writeString(jar, "other code");
        KeycloakDistribution.synchronize(List.of(jar), providers);
        assertThat(copy).hasContent("other code");
        Path elsewhere = directory.resolve("elsewhere");
        KeycloakDistribution.synchronize(List.of(jar), elsewhere);
        assertThat(Files.getLastModifiedTime(elsewhere.resolve("provider.jar")))
                .isEqualTo(Files.getLastModifiedTime(copy));

        KeycloakDistribution.synchronize(List.of(), providers);
        assertThat(providers).isEmptyDirectory();
    }

    @Test
    void refusesAnotherZipFile() throws IOException {
        Path zip = directory.resolve("photos.zip");
        try (ZipOutputStream content = new ZipOutputStream(Files.newOutputStream(zip))) {
            content.putNextEntry(new ZipEntry("photos/sea.jpg"));
        }

        assertThatThrownBy(() -> new KeycloakDistribution(zip))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a Keycloak distribution");
    }

    private Path install(String version) throws IOException {
        Path home = directory.resolve("home");
        distribution(version).install(home, directory.resolve("cache"), "build", line -> {});
        return home;
    }

    private KeycloakDistribution distribution(String version) throws IOException {
        Path zip = directory.resolve(version + ".zip");
        try (ZipOutputStream content = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String file : List.of(
                    "version.txt", "bin/kc.sh", "lib/lib/main/library.jar", "lib/quarkus/quarkus-application.dat")) {
                content.putNextEntry(new ZipEntry("keycloak-" + version + "/" + file));
                content.write(version.getBytes(StandardCharsets.UTF_8));
            }
        }
        return new KeycloakDistribution(zip);
    }
}
