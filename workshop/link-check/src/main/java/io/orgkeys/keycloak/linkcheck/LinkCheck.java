package io.orgkeys.keycloak.linkcheck;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import io.orgkeys.keycloak.server.Project;

/**
 * Checks the packaged jar against the jars of a server, which does not need to run. Requires that every class, method
 * and field that the jar uses exists in the server and is accessible, every abstract method is implemented, and every
 * method that overrides a method of the server still overrides it. Prints the problems and exits with 1 if there are
 * any.
 *
 * <p>Arguments: the server that the jar is compiled against, and the server to check. Each is the directory of an
 * installation, any directory of jars, or the zip file of a distribution.
 */
public final class LinkCheck {

    private static final Path DIRECTORY = Path.of("target", "link-check");

    private LinkCheck() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path jar = Project.jar();
        ServerJars compiledAgainst = ServerJars.of(Path.of(arguments[0]), DIRECTORY.resolve("compiled-against"));
        ServerJars server = ServerJars.of(Path.of(arguments[1]), DIRECTORY.resolve("server"));
        Set<String> problems = problems(jar, compiledAgainst, server);
        problems.forEach(out::println);
        out.printf(
                "%s, with %d overrides of methods of the server, against %d jars of %s: %s%n",
                jar.getFileName(),
                overrides(jar, compiledAgainst).size(),
                server.jars().size(),
                arguments[1],
                problems.isEmpty() ? "everything links" : problems.size() + " problems");
        if (!problems.isEmpty()) {
            System.exit(1);
        }
    }

    static Set<String> problems(Path ours, ServerJars compiledAgainst, ServerJars server) throws IOException {
        Set<String> problems = new TreeSet<>();
        try (LoadedJar loaded = new LoadedJar(ours, server)) {
            problems.addAll(loaded.problems());
        }
        Set<String> lost = overrides(ours, compiledAgainst);
        lost.removeAll(overrides(ours, server));
        lost.forEach(
                method -> problems.add(method + " no longer overrides a method of the server, so nothing calls it"));
        return problems;
    }

    private static Set<String> overrides(Path ours, ServerJars server) throws IOException {
        try (LoadedJar loaded = new LoadedJar(ours, server)) {
            return loaded.overrides();
        }
    }
}
