package io.orgkeys.keycloak.release;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The translations of the messages of the consoles. A change needs its messages only in English and German, so that it
 * does not wait for translators. A release needs them in every language.
 */
final class Translations {

    private static final Pattern PLURAL_FORM = Pattern.compile("_(zero|one|two|few|many|other)$");

    private Translations() {}

    /**
     * @param directory contains {@code messages_en.properties} and a file for each other language
     * @throws IllegalStateException if a language lacks messages; names them
     */
    static void requireComplete(Path directory) throws IOException {
        SortedSet<String> english = names(directory.resolve("messages_en.properties"));
        StringBuilder missing = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "messages_*.properties")) {
            for (Path file : files) {
                SortedSet<String> names = new TreeSet<>(english);
                names.removeAll(names(file));
                if (!names.isEmpty()) {
                    missing.append('\n').append(file.getFileName()).append(": ").append(String.join(", ", names));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("These messages are not translated:" + missing);
        }
    }

    /** Returns the names of the messages, without plural forms, which differ between languages. */
    private static SortedSet<String> names(Path file) throws IOException {
        Properties messages = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            messages.load(reader);
        }
        SortedSet<String> names = new TreeSet<>();
        for (String name : messages.stringPropertyNames()) {
            names.add(PLURAL_FORM.matcher(name).replaceFirst(""));
        }
        return names;
    }
}
