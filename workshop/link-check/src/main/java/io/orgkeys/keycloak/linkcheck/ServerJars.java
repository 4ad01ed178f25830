package io.orgkeys.keycloak.linkcheck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The jars below the directory {@code lib} of a Keycloak server, or of any other directory. */
record ServerJars(List<Path> jars) {

    /**
     * Finds the jars of an installation, or of a distribution's zip file.
     *
     * @param server a directory or a zip file
     * @param directory where to unpack the jars of a zip file
     */
    static ServerJars of(Path server, Path directory) throws IOException {
        if (Files.isDirectory(server)) {
            return new ServerJars(found(server));
        }
        if (!Files.isRegularFile(server)) {
            throw new IllegalArgumentException("There is no directory or file " + server.toAbsolutePath());
        }
        Files.createDirectories(directory);
        List<Path> unpacked = new ArrayList<>();
        try (FileSystem zip = FileSystems.newFileSystem(server)) {
            for (Path jar : found(zip.getPath("/"))) {
                Path copy = directory.resolve(jar.getFileName().toString());
                Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
                unpacked.add(copy);
            }
        }
        return new ServerJars(unpacked);
    }

    /**
     * Returns a class loader of our classes and the classes of the server. Its parent loads only the classes of the
     * JDK.
     */
    URLClassLoader loader(Path ours) {
        return new URLClassLoader(
                Stream.concat(Stream.of(ours), jars.stream())
                        .map(ServerJars::url)
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> found(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.getParent().endsWith("providers"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new IllegalArgumentException("There are no jars in " + directory.toAbsolutePath());
            }
            return jars;
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
