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
 * axe-core, which knows the rules of the Web Content Accessibility Guidelines, levels A and AA, and some of good practice
 * besides. It comes with what builds the pages.
 */
final class Axe {

    private static final Path SCRIPT = Path.of("themes", "node_modules", "axe-core", "axe.min.js");

    /** Our tab and its panel, our page, and what is laid over them: the rest of a page is Keycloak's. */
    private static final String OURS = String.join(
            ", ",
            "[data-org-api-keys]",
            ".org-api-keys-page",
            ".pf-v5-c-modal-box",
            ".pf-v5-c-menu",
            ".pf-v5-c-alert-group");

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private static final String RUN = """
            async ([ours, rules]) => {
                const include = [...document.querySelectorAll(ours)];
                // colours that are about to change are not those that people see
                const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < 10_000);
                await Promise.allSettled(passing.map((each) => each.finished));
                // an open menu lies on buttons that nobody can aim at before it is closed
                const isCovered = document.querySelector(".pf-v5-c-menu") !== null;
                const { violations } = await axe.run({ include }, {
                    runOnly: { type: "tag", values: rules },
                    rules: { "target-size": { enabled: !isCovered } },
                });
                return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
                    `${id}: ${node.html}\\n${node.failureSummary}`));
            }""";

    private Axe() {}

    /** Is there nothing to find fault with, when this is shown in light and in dark colours? */
    static void assertAccessible(Locator shown) {
        Page page = shown.page();
        assertThat(shown).isVisible();
        if (!(Boolean) page.evaluate("'axe' in window")) {
            page.evaluate(script());
        }
        assertThat(violations(page)).as("in light colours").isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasClass(Pattern.compile("pf-v5-theme-dark"));
        assertThat(violations(page)).as("in dark colours").isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(page.locator("html")).not().hasClass(Pattern.compile("pf-v5-theme-dark"));
        // and it is still what was looked at
        assertThat(shown).isVisible();
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
