package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.keycloak.compatibility.CompatibilityMetadataProvider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.orgkeys.keycloak.model.ApiKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the service files. Keycloak silently ignores a factory that is not listed in {@code META-INF/services}. */
class ServiceFilesTest {

    private static final Path CLASSES = classes();

    @Test
    void theServiceFilesListExactlyOurFactoriesAndSpis() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
            if (!type.getModifiers().contains(JavaModifier.ABSTRACT) && !type.isInterface()) {
                services(type)
                        .forEach(service -> expected.computeIfAbsent(service, name -> new TreeSet<>())
                                .add(type.getName()));
            }
        }
        assertThat(expected).isNotEmpty();
        assertThat(serviceFiles()).isEqualTo(expected);
    }

    @Test
    void everyFactoryBelongsToOneSpi() {
        for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
            if (type.isAssignableTo(ProviderFactory.class)
                    && !type.isInterface()
                    && !type.getModifiers().contains(JavaModifier.ABSTRACT)) {
                assertThat(services(type)).as(type.getName()).hasSize(1);
            }
        }
    }

    /** Without an empty beans.xml, Keycloak does not recognize our JAX-RS classes. */
    @Test
    void theBeansFileExistsAndIsEmpty() {
        assertThat(CLASSES.resolve("META-INF/beans.xml")).isEmptyFile();
    }

    /** Returns the service files that must list a class. */
    private static List<String> services(JavaClass type) {
        if (type.isAssignableTo(Spi.class)) {
            return List.of(Spi.class.getName());
        }
        if (type.isAssignableTo(CompatibilityMetadataProvider.class)) {
            return List.of(CompatibilityMetadataProvider.class.getName());
        }
        if (!type.isAssignableTo(ProviderFactory.class)) {
            return List.of();
        }
        return ServiceLoader.load(Spi.class).stream()
                .map(spi -> spi.get().getProviderFactoryClass().getName())
                .filter(type::isAssignableTo)
                .distinct()
                .toList();
    }

    private static Map<String, Set<String>> serviceFiles() throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        try (Stream<Path> files = Files.list(CLASSES.resolve("META-INF/services"))) {
            for (Path file : files.toList()) {
                List<String> names = Files.readAllLines(file);
                assertThat(names).as(file.toString()).doesNotHaveDuplicates();
                services.put(file.getFileName().toString(), new TreeSet<>(names));
            }
        }
        return services;
    }

    private static Path classes() {
        try {
            return Path.of(ApiKey.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
