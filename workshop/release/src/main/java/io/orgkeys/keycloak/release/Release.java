package io.orgkeys.keycloak.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Builds and tests a release: {@code mvn -f workshop/release}. Puts everything that is published into {@code
 * target/release}: the jar, its bill of materials, its section of the changelog, and their checksums. The content of
 * these files does not depend on the time and the machine of the build.
 */
public final class Release {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final String THIRD_PARTY = "org-api-keys-console/third-party.json";
    private static final Path TARGET = Path.of("target");

    private final String maven;
    private final String bomGoal;

    private Release(String maven, String bomGoal) {
        this.maven = maven;
        this.bomGoal = bomGoal;
    }

    /**
     * Creates the release, or exits with an error message. The working directory must be the directory of the
     * provider's project.
     *
     * @param arguments the Maven program, and the Maven goal that creates a bill of materials
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new Release(arguments[0], arguments[1]).createRelease();
        } catch (IllegalStateException e) {
            ERR.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Builds the release. The build takes long. So everything that the build does not change is checked before the
     * build starts.
     */
    private void createRelease() throws IOException, InterruptedException {
        ProjectFile project = ProjectFile.read(Files.readString(Path.of("pom.xml")));
        project.requireReleaseVersion();
        String changes = Changelog.sectionOf(project.version(), Files.readString(Path.of("CHANGELOG.md")));
        Translations.requireComplete(Path.of("themes", "messages"));
        requireCommitted();
        build();
        // the build may have formatted files or written docs/openapi.json again
        requireCommitted();
        publish(project.name(), changes);
    }

    private void build() throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        maven,
                        "-B",
                        "-ntp",
                        "clean",
                        "verify",
                        bomGoal,
                        "-Dspotless.goal=check",
                        "-Dconsoles.missing=ERROR",
                        // the bill of materials lists only components in the jar; the server has its own bill of
                        // materials
                        "-DprojectType=library",
                        "-DoutputFormat=json",
                        "-DoutputName=maven-bom",
                        "-Dcyclonedx.skipAttach=true",
                        "-DincludeProvidedScope=false",
                        "-DincludeSystemScope=false",
                        "-DincludeTestScope=false")
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("The build failed: nothing is released.");
        }
    }

    private static void publish(String name, String changes) throws IOException {
        Path jar = TARGET.resolve(name + ".jar");
        JsonNode thirdParty = thirdParty(jar);
        ObjectMapper mapper = new ObjectMapper();
        BillOfMaterials bill = new BillOfMaterials(
                mapper.readTree(TARGET.resolve("maven-bom.json").toFile()));
        thirdParty.forEach(bill::add);

        Path folder = TARGET.resolve("release");
        Files.createDirectories(folder);
        Files.copy(jar, folder.resolve(name + ".jar"));
        Files.writeString(
                folder.resolve(name + ".cdx.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(bill.json()) + "\n");
        Files.writeString(folder.resolve("CHANGES.md"), changes);
        StringBuilder sums = new StringBuilder();
        for (String file : List.of(name + ".jar", name + ".cdx.json", "CHANGES.md")) {
            sums.append(sha256(folder.resolve(file))).append("  ").append(file).append('\n');
        }
        Files.writeString(folder.resolve("SHA256SUMS"), sums);
        OUT.println("Ready to be published, in " + folder + ":\n" + sums);
    }

    /** Returns the npm packages in the pages, as the bundler listed them. A jar without pages cannot be released. */
    private static JsonNode thirdParty(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.getJarEntry(THIRD_PARTY);
            if (entry == null) {
                throw new IllegalStateException(
                        "The jar has no pages for the consoles: a release is built without -Dconsoles.skip.");
            }
            try (InputStream content = file.getInputStream(entry)) {
                return new ObjectMapper().readTree(content);
            }
        }
    }

    private static void requireCommitted() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "status", "--porcelain")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String changed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0 || !changed.isEmpty()) {
            throw new IllegalStateException(
                    "A release is built from a commit, and these files differ from it:\n" + changed);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
