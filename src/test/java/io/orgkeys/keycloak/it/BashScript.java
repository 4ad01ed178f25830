package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands of the documentation, run in bash. Bash stops at the first command that fails. */
final class BashScript {

    private final Path printed;
    private final ProcessBuilder builder;

    /** @param directory for the script and its output */
    BashScript(Path directory, String commands) throws IOException {
        Path script = directory.resolve("commands.sh");
        Files.writeString(script, "set -eu\n" + commands);
        printed = directory.resolve("printed");
        builder = new ProcessBuilder(ExampleServer.program("bash"), script.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
    }

    /** Runs the commands in this directory instead of the directory of the build. */
    BashScript in(Path directory) {
        builder.directory(directory.toFile());
        return this;
    }

    Map<String, String> environment() {
        return builder.environment();
    }

    /** Runs the commands, which must succeed, and returns their output. */
    String run() throws IOException, InterruptedException {
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Still running: " + Files.readString(printed));
        }
        String output = Files.readString(printed);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
