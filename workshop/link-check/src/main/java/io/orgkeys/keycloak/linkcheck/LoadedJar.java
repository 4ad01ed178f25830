package io.orgkeys.keycloak.linkcheck;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Loads the classes of our jar together with the jars of a server. Does not initialize any class. */
final class LoadedJar implements AutoCloseable {

    private final Path jar;
    private final URLClassLoader loader;

    LoadedJar(Path jar, ServerJars server) {
        this.jar = jar;
        this.loader = server.loader(jar);
    }

    /**
     * Returns the classes and members that our classes use or extend, but that the server does not have or does not
     * make accessible.
     */
    Set<String> problems() throws IOException {
        Set<String> problems = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : classFiles(file)) {
                String name = className(entry);
                try (InputStream in = file.getInputStream(entry)) {
                    References references = References.of(in);
                    Class<?> user = load(name);
                    references.classes().forEach(used -> addIfMissing(user, used, problems));
                    references.members().stream()
                            .filter(member -> !isAccessible(user, member))
                            .forEach(member -> problems.add(
                                    name + " uses " + member + ", which does not exist or is not accessible"));
                    openMethods(user).forEach(open -> problems.add(name + " does not implement " + open));
                } catch (ReflectiveOperationException | LinkageError e) {
                    problems.add(name + " cannot be loaded: " + e);
                }
            }
        }
        return problems;
    }

    /**
     * Returns the methods of our classes that override or implement a method of the server, as {@code
     * Class.method(descriptor)}.
     */
    Set<String> overrides() throws IOException {
        Set<String> overrides = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : classFiles(file)) {
                try {
                    Class<?> type = load(className(entry));
                    Arrays.stream(type.getDeclaredMethods())
                            .filter(method -> !method.isSynthetic() && isInherited(method))
                            .filter(method -> overridesServer(type, method))
                            .forEach(method -> overrides.add(type.getName() + "." + signature(method)));
                } catch (ReflectiveOperationException | LinkageError e) {
                    // problems() reports a class that cannot be loaded
                }
            }
        }
        return overrides;
    }

    private static List<JarEntry> classFiles(JarFile file) {
        return file.stream()
                .filter(entry -> entry.getName().endsWith(".class"))
                .filter(entry -> !entry.getName().endsWith("-info.class"))
                .toList();
    }

    private static String className(JarEntry entry) {
        return entry.getName()
                .substring(0, entry.getName().length() - ".class".length())
                .replace('/', '.');
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    private void addIfMissing(Class<?> user, String used, Set<String> problems) {
        try {
            if (!isAccessible(user, load(used))) {
                problems.add(user.getName() + " uses " + used + ", which is not accessible");
            }
        } catch (ClassNotFoundException | LinkageError e) {
            problems.add(user.getName() + " uses " + used + ", which does not exist");
        }
    }

    private boolean isAccessible(Class<?> user, References.Member used) {
        try {
            Class<?> owner = load(used.owner());
            // the Java virtual machine itself implements the methods of MethodHandle and VarHandle
            return used.owner().startsWith("java.lang.invoke.")
                    || candidates(owner, used).anyMatch(member -> isAccessible(user, member));
        } catch (ClassNotFoundException | LinkageError e) {
            return true; // problems() reports the missing class
        }
    }

    private static Stream<? extends Member> candidates(Class<?> owner, References.Member used) {
        return used.name().equals("<init>")
                ? Arrays.stream(owner.getDeclaredConstructors())
                        .filter(each -> descriptor(each).equals(used.descriptor()))
                : lineage(owner)
                        .flatMap(type -> used.isMethod()
                                ? Arrays.stream(type.getDeclaredMethods())
                                : Arrays.stream(type.getDeclaredFields()))
                        .filter(member -> member.getName().equals(used.name()))
                        .filter(member -> descriptor(member).equals(used.descriptor()));
    }

    /**
     * Checks access by the rules of the Java virtual machine. Nested classes of the same host class can access each
     * other's private members.
     */
    private static boolean isAccessible(Class<?> user, Member member) {
        Class<?> declaring = member.getDeclaringClass();
        return isAccessible(user, member.getModifiers(), declaring)
                || (Modifier.isProtected(member.getModifiers()) && declaring.isAssignableFrom(user));
    }

    private static boolean isAccessible(Class<?> user, int modifiers, Class<?> declaring) {
        return Modifier.isPublic(modifiers)
                || user.getNestHost() == declaring.getNestHost()
                || (!Modifier.isPrivate(modifiers) && user.getPackageName().equals(declaring.getPackageName()));
    }

    /** Checks access to a class. A nested class that is protected in its source is public in its class file. */
    private static boolean isAccessible(Class<?> user, Class<?> used) {
        return Modifier.isProtected(used.getModifiers()) || isAccessible(user, used.getModifiers(), used);
    }

    private static List<String> openMethods(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers())) {
            return List.of();
        }
        return lineage(type)
                .flatMap(ancestor -> Arrays.stream(ancestor.getDeclaredMethods()))
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> implementation(type, method).isEmpty())
                .map(method -> method.getDeclaringClass().getName() + "." + signature(method))
                .distinct()
                .toList();
    }

    private static Optional<Method> implementation(Class<?> type, Method open) {
        return lineage(type)
                .flatMap(ancestor -> Arrays.stream(ancestor.getDeclaredMethods()))
                .filter(method ->
                        !Modifier.isAbstract(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> signature(method).equals(signature(open)))
                .findFirst();
    }

    private boolean overridesServer(Class<?> type, Method method) {
        return lineage(type)
                .filter(ancestor -> ancestor != type && ancestor.getClassLoader() == loader)
                .flatMap(ancestor -> Arrays.stream(ancestor.getDeclaredMethods()))
                .filter(LoadedJar::isInherited)
                .anyMatch(other -> sameParameters(other, method));
    }

    private static boolean isInherited(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers());
    }

    private static boolean sameParameters(Method one, Method other) {
        return one.getName().equals(other.getName())
                && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
    }

    private static Stream<Class<?>> lineage(@Nullable Class<?> type) {
        return type == null
                ? Stream.empty()
                : Stream.concat(
                                Stream.concat(Stream.of(type), lineage(type.getSuperclass())),
                                Stream.concat(
                                        Arrays.stream(type.getInterfaces()).flatMap(LoadedJar::lineage),
                                        type.isInterface() ? Stream.of(Object.class) : Stream.empty()))
                        .distinct();
    }

    private static String signature(Method method) {
        return method.getName() + Type.getMethodDescriptor(method);
    }

    private static String descriptor(Member member) {
        if (member instanceof Field field) {
            return Type.getDescriptor(field.getType());
        }
        Executable executable = (Executable) member;
        return executable instanceof Method method
                ? Type.getMethodDescriptor(method)
                : Type.getConstructorDescriptor((Constructor<?>) executable);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
