package io.orgkeys.keycloak.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the accessibility checker axe-core with the rules of the Web Content Accessibility Guidelines, levels A and AA,
 * and with its own best practices. The script comes from the {@code node_modules} of the pages.
 */
final class Axe {

    private static final Path SCRIPT = Path.of("themes", "node_modules", "axe-core", "axe.min.js");

    /**
     * The elements to check: our tab and its panel, our pages, our link in the navigation, our custom element, and dialogs, menus and alerts. Keycloak or
     * an application renders the other elements of a page.
     */
    private static final String OURS = String.join(
            ", ",
            "[data-org-api-keys]",
            "[data-org-api-keys-entry]",
            "main[data-org-api-keys-page]",
            "org-api-keys",
            ".org-api-keys-page",
            ".pf-v5-c-modal-box",
            ".pf-v5-c-menu",
            ".pf-v5-c-alert-group");

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private static final String RUN = """
            async ([ours, rules]) => {
                const include = [...document.querySelectorAll(ours)];
                // wait until animations have ended, because axe-core must check the final colors
                const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < 10_000);
                await Promise.allSettled(passing.map((each) => each.finished));
                // skip the rule target-size while an open menu covers buttons, because users cannot click covered
                // buttons
                const isCovered = document.querySelector(".pf-v5-c-menu") !== null;
                const { violations } = await axe.run({ include }, {
                    runOnly: { type: "tag", values: rules },
                    rules: { "target-size": { enabled: !isCovered } },
                });
                return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
                    `${id}: ${node.html}\\n${node.failureSummary}`));
            }""";

    private Axe() {}

    /**
     * Asserts that the page has no accessibility violations in light and in dark colors. This element must be visible
     * before and after the checks.
     */
    static void assertAccessible(Locator shown) {
        Page page = shown.page();
        assertNoViolations(shown, "violations in light colors");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasClass(Pattern.compile("pf-v5-theme-dark"));
        assertNoViolations(shown, "violations in dark colors");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(page.locator("html")).not().hasClass(Pattern.compile("pf-v5-theme-dark"));
        // the checks must not have closed the element
        assertThat(shown).isVisible();
    }

    /** Asserts that the page has no accessibility violations in its current colors. This element must be visible. */
    static void assertNoViolations(Locator shown, String description) {
        Page page = shown.page();
        assertThat(shown).isVisible();
        if (!(Boolean) page.evaluate("'axe' in window")) {
            page.evaluate(script());
        }
        assertThat(violations(page)).as(description).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<String> violations(Page page) {
        return (List<String>) page.evaluate(RUN, List.of(OURS, RULES));
    }

    private static String script() {
        try {
            return Files.readString(SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
