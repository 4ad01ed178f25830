package io.orgkeys.keycloak.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.orgkeys.keycloak.it.ExampleServer;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the application in {@code examples/embedded}, which has a strict Content Security Policy. The test builds a copy
 * of the application, in which only the address of Keycloak is replaced.
 */
@InBrowser
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the field
class EmbeddedExampleIT {

    private static final Path EXAMPLE = Path.of("examples", "embedded");
    private static final Path COPY = Path.of("target", "examples", "embedded");

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    static ExampleServer application;

    @BeforeAll
    static void start() throws IOException {
        String npm = ExampleServer.program("npm");
        copy();
        ExampleServer.run(COPY, npm, "ci");
        ExampleServer.run(COPY, npm, "exec", "--offline", "--", "vite", "build");
        application = ExampleServer.start(
                "embedded",
                List.of(
                        "sh",
                        "-c",
                        "cd " + COPY + " && exec node_modules/.bin/vite preview --host 127.0.0.1 --port $PORT"),
                Map.of());
        realm.clients()
                .change(
                        "embedded-example",
                        Map.of(
                                "redirectUris", List.of(application.url("/*")),
                                "webOrigins", List.of(application.url(""))));
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain/", "/react/"})
    void aMemberCreatesAndDeletesAKeyAndSignsOut(String path) {
        List<String> errors = new ArrayList<>();
        Page page = browser.newPage(options -> options);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && page.url().startsWith(application.url(""))) {
                errors.add(message.text());
            }
        });
        page.navigate(application.url(path));
        Login.as(page, "bob");
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Embedded");
        own.submit("create-key");
        own.copySecret();
        assertThat(own.row("Embedded")).isVisible();
        assertThat(errors).isEmpty();
        realm.deleteKeys();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.locator("#username")).isVisible();
    }

    private static void copy() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file : files.filter(EmbeddedExampleIT::isSource).toList()) {
                Path target = COPY.resolve(EXAMPLE.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(
                        target,
                        Files.readString(file)
                                .replace("http://localhost:8080", serverUrl())
                                .replace("realms/h0p", "realms/" + realm.name)
                                .replace("realm: \"h0p\"", "realm: \"" + realm.name + "\""));
            }
        }
    }

    /** Returns the address of Keycloak without the path of the realm. */
    private static String serverUrl() {
        return realm.url("").replace("/realms/" + realm.name, "");
    }

    private static boolean isSource(Path file) {
        return Files.isRegularFile(file)
                && !file.startsWith(EXAMPLE.resolve("node_modules"))
                && !file.startsWith(EXAMPLE.resolve("dist"));
    }
}
