package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The sets of changes that a jar makes our tables by. */
final class ChangeSets {

    private static final String DIRECTORY = "META-INF/org-api-keys/";
    private static final Pattern CHANGE_SET = Pattern.compile("<changeSet\\s");

    private ChangeSets() {}

    /** How many there are. */
    static long in(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> changelogs = file.stream()
                    .filter(entry -> entry.getName().startsWith(DIRECTORY)
                            && entry.getName().endsWith(".xml"))
                    .toList();
            long number = 0;
            for (JarEntry changelog : changelogs) {
                String text = new String(file.getInputStream(changelog).readAllBytes(), StandardCharsets.UTF_8);
                number += CHANGE_SET.matcher(text).results().count();
            }
            return number;
        }
    }
}
