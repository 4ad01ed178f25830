package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.jspecify.annotations.Nullable;

/**
 * A zip file with a Keycloak distribution. It is unpacked once per version and installed once per server. Each server
 * needs its own installation, because Keycloak changes its installation when a provider or a build option changes.
 * Installations of the same version share the libraries, which never change, so an additional installation takes little
 * time and space.
 */
final class KeycloakDistribution {
    private static final List<String> PARTS = List.of("bin", "conf", "lib", "providers", "themes");
    private static final Path LIBRARIES = Path.of("lib", "lib");
    private static final String MARKER = ".distribution";

    /** The directory of Keycloak's build output, which depends on the providers and build options. */
    private static final Path BUILD = Path.of("lib", "quarkus");

    /**
     * Marks an installation whose server has started, so that {@link #BUILD} is complete. Contains the description of
     * the build.
     */
    private static final String BUILT = ".built";

    private final Path zip;
    private final String topDirectory;

    KeycloakDistribution(Path zip) {
        this.zip = zip;
        this.topDirectory = topDirectory(zip);
    }

    String version() {
        return topDirectory.substring("keycloak-".length());
    }

    /**
     * Installs this distribution in {@code home}. Keeps an existing installation of the same version, with its
     * providers and build output. Replaces an installation of another version, except for its data.
     *
     * @param build describes the providers and build options of the server
     */
    void install(Path home, Path cache, String build, Consumer<String> progress) throws IOException {
        Path marker = home.resolve(MARKER);
        if (isInstalled(home)) {
            return;
        }
        Path unpacked = unpack(cache, progress);
        Files.createDirectories(home);
        Files.deleteIfExists(marker);
        for (String part : PARTS) {
            delete(home.resolve(part));
        }
        link(unpacked, home);
        synchronized (KeycloakDistribution.class) {
            copyBuild(home, build);
        }
        // written last, so that an interrupted installation is repeated
        Files.writeString(marker, topDirectory);
    }

    private boolean isInstalled(Path home) throws IOException {
        Path marker = home.resolve(MARKER);
        return Files.exists(marker) && Files.readString(marker).equals(topDirectory);
    }

    /**
     * Copies the build output of another installation: of one with the same {@code build} if there is one, and otherwise
     * of the one that was built last. With this output, Keycloak rebuilds itself, which takes long, only if the options
     * or the timestamps of the providers differ.
     */
    private void copyBuild(Path home, String build) throws IOException {
        Path best = null;
        try (Stream<Path> servers = Files.list(Objects.requireNonNull(home.getParent()))) {
            for (Path server : servers.filter(other -> !other.equals(home)).toList()) {
                if (isInstalled(server) && Files.exists(server.resolve(BUILT)) && isBetter(server, best, build)) {
                    best = server;
                }
            }
        }
        if (best != null) {
            delete(home.resolve(BUILD));
            link(best.resolve(BUILD), home.resolve(BUILD));
        }
    }

    private static boolean isBetter(Path server, @Nullable Path other, String build) throws IOException {
        if (other == null) {
            return true;
        }
        boolean same = isBuilt(server, build);
        return same == isBuilt(other, build) ? builtAt(server).compareTo(builtAt(other)) > 0 : same;
    }

    /** Marks the build output as incomplete, before a server starts and possibly rebuilds it. */
    static synchronized void markUnbuilt(Path home) throws IOException {
        Files.deleteIfExists(home.resolve(BUILT));
    }

    /** Marks the build output as complete, after a server has started. Other installations may now copy it. */
    static void markBuilt(Path home, String build) throws IOException {
        Files.writeString(home.resolve(BUILT), build);
    }

    private static boolean isBuilt(Path server, String build) throws IOException {
        return Files.readString(server.resolve(BUILT)).equals(build);
    }

    private static FileTime builtAt(Path server) throws IOException {
        return Files.getLastModifiedTime(server.resolve(BUILT));
    }

    private Path unpack(Path cache, Consumer<String> progress) throws IOException {
        Path unpacked = cache.resolve(version());
        if (Files.isDirectory(unpacked)) {
            return unpacked;
        }
        progress.accept("Unpacking Keycloak " + version() + " ...");
        Files.createDirectories(cache);
        Path unfinished = Files.createTempDirectory(cache, version() + "-");
        try {
            extract(unfinished);
            Files.move(unfinished, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unfinished);
            // another process may have unpacked it in the meantime
            if (!Files.isDirectory(unpacked)) {
                throw e;
            }
        }
        return unpacked;
    }

    private void extract(Path directory) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = archive.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path target = directory
                        .resolve(entry.getName().substring(topDirectory.length() + 1))
                        .normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException(zip + " has an entry outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                try (InputStream content = archive.getInputStream(entry)) {
                    Files.copy(content, target);
                }
                // the JDK does not restore file permissions from a zip file
                if (entry.getName().endsWith(".sh") && !target.toFile().setExecutable(true, false)) {
                    throw new IOException("Cannot make " + target + " executable");
                }
            }
        }
    }

    private static void link(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                Path target = to.resolve(relative);
                if (!relative.startsWith(LIBRARIES) || !tryLink(file, target)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Creates a hard link. Returns false if the file system does not support it, or if the paths are on different file
     * systems.
     */
    private static boolean tryLink(Path file, Path link) {
        try {
            Files.createLink(link, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Deletes a directory recursively, if it exists. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Makes {@code directory} contain these files and no others. The timestamp of a file depends only on its content,
     * because Keycloak rebuilds itself, which takes long, when the timestamp of a provider changes.
     */
    static void synchronize(List<Path> files, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<String> names =
                files.stream().map(file -> file.getFileName().toString()).toList();
        try (Stream<Path> present = Files.list(directory)) {
            for (Path other : present.filter(
                            file -> !names.contains(file.getFileName().toString()))
                    .toList()) {
                Files.delete(other);
            }
        }
        for (Path file : files) {
            Path copy = directory.resolve(file.getFileName());
            if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setLastModifiedTime(copy, timeOf(copy));
            }
        }
    }

    /** Returns a timestamp that is computed from the content of the file. */
    private static FileTime timeOf(Path file) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(file));
        return FileTime.from(sum.getValue(), TimeUnit.SECONDS);
    }

    private static String topDirectory(Path zip) {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            return archive.stream()
                    .map(entry -> entry.getName()
                            .substring(0, Math.max(0, entry.getName().indexOf('/'))))
                    .filter(name -> name.startsWith("keycloak-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(zip + " is not a Keycloak distribution"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the Keycloak distribution " + zip, e);
        }
    }
}
