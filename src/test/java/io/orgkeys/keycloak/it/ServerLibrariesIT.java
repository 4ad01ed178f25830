package io.orgkeys.keycloak.it;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the server provides every class and member that our jar uses, because the jar bundles no libraries. If the
 * server is the Keycloak version that we compile against, also tests that the library versions are the same.
 */
@Tag("database") // the Maven build uses different Keycloak versions for different databases
@SuppressWarnings("NullAway.Init") // initialized before the first test
class ServerLibrariesIT {

    /** The package of annotations that are not needed at run time. */
    private static final String NULLNESS = "org.jspecify.annotations";

    private static JavaClasses ownClasses;

    /** The name of the server's jar that contains a class, by the name of the class. */
    private static Map<String, String> jarsByClass;

    private static URLClassLoader server;

    @BeforeAll
    static void read() throws IOException {
        ownClasses = new ClassFileImporter().importJar(new JarFile(System.getProperty("orgkeys.jar", "")));
        jarsByClass = new HashMap<>();
        List<URL> urls = new ArrayList<>();
        Path libraries = TestServer.keycloak().home().resolve(Path.of("lib", "lib"));
        for (Path jar : jars(libraries.resolve("main"), libraries.resolve("boot"))) {
            urls.add(url(jar));
            classes(jar)
                    .forEach(name ->
                            jarsByClass.putIfAbsent(name, jar.getFileName().toString()));
        }
        server = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void everyReferencedClassIsInTheServer() {
        Set<String> referencedClasses = referencedClasses();
        assertThat(referencedClasses).hasSizeGreaterThan(100);
        assertThat(referencedClasses).allSatisfy(name -> assertThat(jarsByClass).containsKey(name));
    }

    @Test
    void everyUsedMethodAndFieldIsInTheServer() {
        List<AccessTarget> used = ownClasses.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .<AccessTarget>map(JavaAccess::getTarget)
                .filter(target -> isForeign(target.getOwner().getName()))
                .toList();
        assertThat(used).hasSizeGreaterThan(500);
        assertThat(used.stream().filter(target -> !isThere(target)).map(AccessTarget::getFullName))
                .isEmpty();
    }

    @Test
    void theServerHasTheLibraryVersionsThatWeCompileAgainst() throws IOException {
        Map<String, String> compiled = new HashMap<>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar")) {
                classes(Path.of(entry))
                        .forEach(name -> compiled.putIfAbsent(
                                name, Path.of(entry).getFileName().toString()));
            }
        }
        String core = "keycloak-core-" + TestServer.keycloak().version() + ".jar";
        if (!compiled.containsValue(core)) {
            // the server is a newer Keycloak, whose libraries may differ; the other two tests show whether it is
            // compatible
            assertThat(TestServer.keycloak().version()).startsWith("26.7.");
            return;
        }
        Set<String> differences = new TreeSet<>();
        for (String name : referencedClasses()) {
            String there = jarsByClass.get(name);
            String here = compiled.get(name);
            if (there != null && here != null && !there.endsWith("." + here)) {
                differences.add(here + " is " + there);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static Set<String> referencedClasses() {
        return ownClasses.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .map(JavaClass::getName)
                .filter(ServerLibrariesIT::isForeign)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isForeign(String name) {
        return name.contains(".")
                && !name.startsWith("[")
                && !name.startsWith("java.")
                && !name.startsWith("javax.crypto.")
                && !name.startsWith(NULLNESS)
                && !name.startsWith("io.orgkeys.");
    }

    private static boolean isThere(AccessTarget target) {
        try {
            Class<?> owner = Class.forName(target.getOwner().getName(), false, server);
            if (target instanceof AccessTarget.FieldAccessTarget field) {
                return isInherited(
                        owner,
                        type -> Arrays.stream(type.getDeclaredFields())
                                .anyMatch(there -> there.getName().equals(field.getName())
                                        && there.getType()
                                                .getName()
                                                .equals(field.getRawType().getName())));
            }
            AccessTarget.CodeUnitAccessTarget unit = (AccessTarget.CodeUnitAccessTarget) target;
            List<String> parameters =
                    unit.getRawParameterTypes().stream().map(JavaClass::getName).toList();
            if (unit instanceof AccessTarget.ConstructorCallTarget
                    || unit instanceof AccessTarget.ConstructorReferenceTarget) {
                return Arrays.stream(owner.getDeclaredConstructors())
                        .anyMatch(there -> names(there.getParameterTypes()).equals(parameters));
            }
            return isInherited(
                    owner,
                    type -> Arrays.stream(type.getDeclaredMethods())
                            .anyMatch(there -> there.getName().equals(unit.getName())
                                    && there.getReturnType()
                                            .getName()
                                            .equals(unit.getRawReturnType().getName())
                                    && names(there.getParameterTypes()).equals(parameters)));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Returns whether the condition holds for the class or for a class or interface that it extends or implements. */
    private static boolean isInherited(@Nullable Class<?> type, Predicate<Class<?>> condition) {
        return type != null
                && (condition.test(type)
                        || isInherited(type.getSuperclass(), condition)
                        || Arrays.stream(type.getInterfaces()).anyMatch(parent -> isInherited(parent, condition))
                        || (type.isInterface() && condition.test(Object.class)));
    }

    private static List<String> names(Class<?>... types) {
        return Arrays.stream(types).map(Class::getName).toList();
    }

    private static List<Path> jars(Path... directories) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        return jars;
    }

    private static List<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
