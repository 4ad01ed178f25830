package io.orgkeys.keycloak.linkcheck;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LinkCheckTest {

    private static final String SERVER = """
            package server;
            public abstract class Base {
                public static int limit = 1;
                public abstract void must();
                protected void hook() {}
                public static String help(String text) { return null; }
            }
            """;

    private static final String OURS = """
            package ours;
            public class Ours extends server.Base {
                @Override public void must() { help("a" + limit); }
                @Override protected void hook() {}
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path compiledAgainst;

    @SuppressWarnings("NullAway.Init")
    private Path ours;

    @BeforeEach
    void compile() throws IOException {
        compiledAgainst = jar("compiled-against", "server/Base", SERVER, null);
        ours = jar("ours", "ours/Ours", OURS, compiledAgainst);
    }

    @Test
    void theSameServerHasNoProblem() throws IOException {
        assertThat(problems(SERVER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public static int limit = 1;             | public static long limit = 1;            | limit
            public static String help(String text)   | public static String help(Object text)   | help
            public static String help(String text)   | static String help(String text)          | help
            protected void hook() {}                 | protected void renamed() {}              | hook()V no longer overrides
            protected void hook() {}                 | protected final void hook() {}           | hook
            public abstract void must();             | public abstract void must(); public abstract int more(); | more
            public abstract class Base               | abstract class Base                      | Base
            """)
    void aChangeOfTheServerIsReported(String before, String after, String reported) throws IOException {
        assertThat(SERVER).contains(before);
        assertThat(problems(SERVER.replace(before, after)))
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem).contains("ours.Ours").contains(reported));
    }

    private List<String> problems(String serverSource) throws IOException {
        Path server = jar("server", "server/Base", serverSource, null);
        return List.copyOf(LinkCheck.problems(
                ours, new ServerJars(List.of(compiledAgainst)), ServerJars.of(server.getParent(), directory)));
    }

    /** Compiles a class and packs it into a jar in a separate directory. */
    private Path jar(String name, String type, String source, Path classpath) throws IOException {
        Path sources = Files.createDirectories(directory.resolve(name + "-src"));
        Path file = sources.resolve(type + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Path classes = Files.createDirectories(directory.resolve(name + "-classes"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-classpath",
                        classpath == null ? "" : classpath.toString(),
                        file.toString());
        assertThat(code).isZero();
        Path jar = Files.createDirectories(directory.resolve(name)).resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path each : compiled.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                entries.write(Files.readAllBytes(each));
                entries.closeEntry();
            }
        }
        return jar;
    }
}
