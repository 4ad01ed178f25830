package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Creates a jar with Keycloak providers for tests. The jar contains all classes in the package of each provider. */
public final class ProviderJar {

    private ProviderJar() {}

    /**
     * Creates the jar, replacing an existing file. The same factories result in the same bytes, so that a server that
     * still runs with this jar need not restart.
     *
     * @param factories the factory class of each provider, by the factory interface that it implements
     */
    public static Path of(Path file, Map<Class<?>, Class<?>> factories) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                add(jar, "META-INF/beans.xml", new byte[0]);
                // Map.of has another order in each JVM
                SortedMap<Class<?>, Class<?>> sorted = new TreeMap<>(Comparator.comparing(Class::getName));
                sorted.putAll(factories);
                for (Map.Entry<Class<?>, Class<?>> factory : sorted.entrySet()) {
                    add(
                            jar,
                            "META-INF/services/" + factory.getKey().getName(),
                            factory.getValue().getName().getBytes(StandardCharsets.UTF_8));
                    addPackage(jar, factory.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void addPackage(JarOutputStream jar, Class<?> member) throws IOException {
        String name = member.getPackageName().replace('.', '/');
        for (Path file : classes(member)) {
            add(jar, name + "/" + file.getFileName(), Files.readAllBytes(file));
        }
    }

    private static List<Path> classes(Class<?> member) throws IOException {
        try {
            Path directory =
                    Path.of(Objects.requireNonNull(member.getResource("")).toURI());
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> file.toString().endsWith(".class"))
                        .sorted()
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
