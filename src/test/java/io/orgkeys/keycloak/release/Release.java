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
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * {@code mvn -Prelease}: all that is published of a version, in one folder: the jar, its bill of materials, what is new,
 * and the checksums of these. Nothing of it depends on when and where it was made.
 */
public final class Release {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final String THIRD_PARTY = "org-api-keys-console/third-party.json";

    private Release() {}

    /**
     * Makes the folder, or ends with a sentence that says why not.
     *
     * @param arguments the version; the jar; the bill of materials of Maven; the folder
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            release(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
        } catch (IllegalStateException e) {
            ERR.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void release(String version, Path jar, Path maven, Path folder)
            throws IOException, InterruptedException {
        String changes = Changelog.sectionOf(version, Files.readString(Path.of("CHANGELOG.md")));
        JsonNode thirdParty = thirdParty(jar);
        requireCommitted();
        ObjectMapper mapper = new ObjectMapper();
        BillOfMaterials bill = new BillOfMaterials(mapper.readTree(maven.toFile()));
        thirdParty.forEach(bill::add);

        Files.createDirectories(folder);
        String name = Objects.requireNonNull(jar.getFileName()).toString();
        Files.copy(jar, folder.resolve(name));
        Files.writeString(
                folder.resolve(name.replaceFirst("\\.jar$", ".cdx.json")),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(bill.json()) + "\n");
        Files.writeString(folder.resolve("CHANGES.md"), changes);
        StringBuilder sums = new StringBuilder();
        for (String file : List.of(name, name.replaceFirst("\\.jar$", ".cdx.json"), "CHANGES.md")) {
            sums.append(sha256(folder.resolve(file))).append("  ").append(file).append('\n');
        }
        Files.writeString(folder.resolve("SHA256SUMS"), sums);
        OUT.println("Ready to be published, in " + folder + ":\n" + sums);
    }

    /** What the bundler says it put into the pages; a jar without pages is not released. */
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

    /** Also the formatter, or the description of the endpoints, may have changed files of a commit that was not built before. */
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
