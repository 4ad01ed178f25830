package io.orgkeys.keycloak.browser;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.microsoft.playwright.Page;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.TestRealm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks our pages under the strictest Content Security Policy that works with Keycloak's consoles. Apart from images
 * in {@code data:} URLs, the policy allows only resources of the server's own origin. It identifies the allowed inline
 * scripts and styles, which are all Keycloak's own, by their hashes.
 */
@InBrowser
class StrictPolicyIT {

    private static final String DEFAULT_POLICY = "frame-src 'self'; frame-ancestors 'self'; object-src 'none';";
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]* src=)(?![^>]*application/json)[^>]*>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern INLINE_STYLE = Pattern.compile("<style[^>]*>(.*?)</style>", Pattern.DOTALL);

    /** The frames in which the consoles check for third-party cookies and for the end of the session. */
    private static final List<String> FRAMES =
            List.of("3p-cookies/step1.html", "3p-cookies/step2.html", "login-status-iframe.html");

    @RegisterExtension
    static final Browser browser = new Browser();

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofBrowserClass();

    @AfterEach
    void restorePolicy() {
        setPolicy(DEFAULT_POLICY);
    }

    @Test
    void theAdminConsole() {
        realm.createBot("acme", "Seen");
        List<String> violations = new ArrayList<>();
        Page page = watched(violations);
        AdminConsole console = AdminConsole.of(realm, "h0p-admin", page);
        setPolicy(strictFor(realm.consoleUrl("")));
        page.reload();
        console.openOrganization("acme", "api-keys");
        KeyList keys = KeyList.all(page);
        KeyPage key = KeyPage.from(keys, "Seen");
        assertThat(page.getByTestId("usage-summary")).isVisible();
        key.action("edit").click();
        page.locator("#key-name").fill("Renamed");
        keys.submit("edit-key");
        assertThat(key.heading()).hasText("Renamed");
        key.back();
        assertThat(keys.row("Renamed")).isVisible();
        console.open("/realm-settings/api-resources");
        assertThat(console.panel("API keys").getByText("webhooks").first()).isVisible();
        assertEnforced(page, violations);
    }

    @Test
    void theAccountConsole() {
        List<String> violations = new ArrayList<>();
        Page page = watched(violations);
        AccountConsole console = AccountConsole.of(realm, "alice", page);
        setPolicy(strictFor(realm.url("/account/")));
        page.reload();
        console.menu("API keys").click();
        KeyList own = KeyList.own(page);
        own.createButton().click();
        page.locator("#key-name").fill("Strictly mine");
        own.submit("create-key");
        own.copySecret();
        assertThat(own.row("Strictly mine")).isVisible();
        assertEnforced(page, violations);
    }

    /** Asserts that the policy has blocked nothing so far, and that it blocks an inline script of this test. */
    private static void assertEnforced(Page page, List<String> violations) {
        assertThat(violations).isEmpty();
        page.evaluate("""
                () => {
                    const script = document.createElement("script");
                    script.textContent = "window.evil = true";
                    document.head.append(script);
                }""");
        assertThat(page.evaluate("window.evil")).isNull();
        page.waitForCondition(() -> !violations.isEmpty());
    }

    private static Page watched(List<String> violations) {
        Page page = browser.newPage(options -> options);
        page.exposeFunction("orgApiKeysViolation", arguments -> violations.add(String.valueOf(arguments[0])));
        page.addInitScript("""
                addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI, sourceFile}) =>
                    window.orgApiKeysViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`));
                """);
        return page;
    }

    private static String strictFor(String address) {
        String html = Stream.concat(
                        Stream.of(address),
                        FRAMES.stream().map(frame -> realm.url("/protocol/openid-connect/" + frame)))
                .map(page -> Http.get(page).expect(200).body())
                .collect(Collectors.joining());
        return "default-src 'self'; script-src 'self'" + hashes(html, INLINE_SCRIPT) + "; style-src 'self'"
                + hashes(html, INLINE_STYLE) + "; img-src 'self' data:; frame-src 'self'; frame-ancestors 'self';"
                + " object-src 'none'; base-uri 'self'; form-action 'self'";
    }

    private static String hashes(String html, Pattern inline) {
        StringBuilder hashes = new StringBuilder();
        for (MatchResult found : inline.matcher(html).results().toList()) {
            hashes.append(" 'sha256-").append(sha256(found.group(1))).append('\'');
        }
        return hashes.toString();
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setPolicy(String policy) {
        realm.change(Map.of("browserSecurityHeaders", Map.of("contentSecurityPolicy", policy)));
    }
}
