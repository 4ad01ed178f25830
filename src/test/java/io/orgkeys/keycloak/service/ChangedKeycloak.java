package io.orgkeys.keycloak.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Simulates another Keycloak release. Loads the classes of this project and of Keycloak's caches anew, but without some
 * of the classes and methods that Keycloak 26.7 has.
 */
final class ChangedKeycloak extends ClassLoader {

    private static final String CACHES = "org.keycloak.models.cache.infinispan.";

    private final Set<String> removed = new HashSet<>();
    private final Map<String, UnaryOperator<byte[]>> changes = new HashMap<>();

    ChangedKeycloak() {
        super(ChangedKeycloak.class.getClassLoader());
    }

    /** Removes all classes whose names begin with this text. */
    ChangedKeycloak without(String name) {
        removed.add(name);
        return this;
    }

    /** Renames a method that the class declares. The new name must have the same length. */
    ChangedKeycloak renaming(String type, String method, String newName) {
        byte[] before = constant(method);
        byte[] after = constant(newName);
        changes.put(type, code -> {
            int at = indexOf(code, before);
            if (at < 0 || before.length != after.length) {
                throw new IllegalArgumentException(type + "." + method);
            }
            System.arraycopy(after, 0, code, at, after.length);
            return code;
        });
        return this;
    }

    /** Loads the class with this class loader and returns a new object of the class. */
    @SuppressWarnings("unchecked") // Function is a class of the JDK, which all class loaders share
    <T, R> Function<T, R> load(Class<? extends Function<T, R>> type) {
        try {
            var constructor = loadClass(type.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (Function<T, R>) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (removed.stream().anyMatch(name::startsWith)) {
            throw new ClassNotFoundException(name);
        }
        if (!name.startsWith("io.orgkeys.keycloak.") && !name.startsWith(CACHES)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            @Nullable Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = changes.getOrDefault(name, UnaryOperator.identity()).apply(file.readAllBytes());
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Returns a text in the format of a class file: a tag, the length and the characters. */
    private static byte[] constant(String text) {
        byte[] characters = text.getBytes(StandardCharsets.US_ASCII);
        byte[] constant = new byte[characters.length + 3];
        constant[0] = 1;
        constant[2] = (byte) characters.length;
        System.arraycopy(characters, 0, constant, 3, characters.length);
        return constant;
    }

    private static int indexOf(byte[] code, byte[] wanted) {
        for (int at = 0; at <= code.length - wanted.length; at++) {
            if (Arrays.equals(code, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
