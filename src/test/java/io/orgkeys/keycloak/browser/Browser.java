package io.orgkeys.keycloak.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * A JUnit extension that provides the browser of a test class. Register it in a static field. All classes that run on
 * the same thread share one process of the installed Chromium. If Chromium is not installed, the tests are skipped;
 * with {@code CI=true}, they fail instead. A failed test leaves screenshots of its pages and a log in {@code
 * target/browser}.
 */
final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** The timeout of every wait, in milliseconds. It is long because build servers can be slow. */
    private static final double TIMEOUT = 30_000;

    private static final int WIDTH = 1400;
    private static final int HEIGHT = 1000;

    private static final Path REPORTS = Path.of("target", "browser");
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final List<BrowserContext> contexts = new ArrayList<>();
    private @Nullable Chromium chromium;

    @Override
    public void beforeAll(ExtensionContext context) {
        chromium = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Browser.class))
                // Playwright is not thread-safe, and JUnit can run classes on different threads
                .getOrComputeIfAbsent(Thread.currentThread(), thread -> Chromium.launch(), Chromium.class);
    }

    /**
     * Opens a page without cookies. Keycloak's console can come from the cache, because it takes seconds to load and
     * compile the console.
     */
    Page newPage() {
        chromium().closeLoaded();
        BrowserContext cached = chromium().cached();
        return cached.pages().isEmpty() ? cached.newPage() : newPage(options -> options);
    }

    /**
     * Returns the page on which an earlier test of the class loaded the same console for the same user, or loads it on a
     * new page. A test that changes the page itself, for example with a script, uses {@link #newPage()} instead.
     *
     * @param console the console and the user
     */
    Page loaded(Object console, Consumer<Page> load) {
        Chromium browser = chromium();
        if (console.equals(browser.loaded)) {
            browser.loaded = null;
            Page page = browser.cached().pages().get(0);
            browser.used = console;
            return page;
        }
        Page page = newPage();
        load.accept(page);
        if (page.context() == browser.cached()) {
            browser.used = console;
        }
        return page;
    }

    /**
     * Opens a page in a new browser context with an empty cache and these options, for example
     * {@code options -> options.setLocale("de")}.
     */
    Page newPage(UnaryOperator<com.microsoft.playwright.Browser.NewContextOptions> options) {
        BrowserContext context = chromium().newContext(options);
        contexts.add(context);
        return context.newPage();
    }

    private Chromium chromium() {
        if (chromium == null) {
            throw new IllegalStateException("A browser is a static extension: @RegisterExtension static final Browser");
        }
        return chromium;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (chromium == null) {
            return;
        }
        boolean failed = context.getExecutionException().isPresent();
        try {
            if (failed) {
                report(context.getRequiredTestClass().getSimpleName() + "."
                        + context.getRequiredTestMethod().getName());
            }
        } finally {
            contexts.forEach(BrowserContext::close);
            contexts.clear();
            chromium.leave(failed);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (chromium != null) {
            chromium.closeLoaded();
        }
    }

    private void report(String test) throws IOException {
        Files.createDirectories(REPORTS);
        int number = 0;
        List<String> log = chromium().log;
        List<BrowserContext> used = new ArrayList<>(contexts);
        used.add(0, chromium().cached());
        for (BrowserContext context : used) {
            for (Page page : context.pages()) {
                number++;
                log.add("page " + number + ": " + page.url());
                try {
                    page.screenshot(
                            new Page.ScreenshotOptions().setPath(REPORTS.resolve(test + "-" + number + ".png")));
                } catch (PlaywrightException e) {
                    log.add("no screenshot of page " + number + ": " + e.getMessage());
                }
            }
        }
        Files.write(REPORTS.resolve(test + ".log"), log);
    }

    /** A browser process. JUnit closes it after the last test class. */
    private static final class Chromium implements AutoCloseable {
        private final Playwright playwright;
        private final com.microsoft.playwright.Browser browser;
        private final List<String> log = new ArrayList<>();

        /**
         * Keeps the cache of the browser, with the compiled scripts of the console, from test to test and from class to
         * class, but no cookies and no storage.
         */
        private @Nullable BrowserContext cached;

        /** The console that the only page of {@link #cached} has loaded for the current test. */
        private @Nullable Object used;

        /** The console that an earlier test has left on the only page of {@link #cached}. */
        private @Nullable Object loaded;

        private Chromium(Playwright playwright, com.microsoft.playwright.Browser browser) {
            this.playwright = playwright;
            this.browser = browser;
        }

        static Chromium launch() {
            requirePages();
            Path executable = executable()
                    .orElseThrow(() -> "true".equals(System.getenv("CI"))
                            ? new IllegalStateException("No Chromium on the PATH, and CI=true")
                            : new TestAbortedException("No Chromium on the PATH: console tests are skipped"));
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT);
            return new Chromium(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new LaunchOptions()
                                    .setExecutablePath(executable)
                                    .setArgs(ARGUMENTS)
                                    .setTimeout(2 * TIMEOUT)));
        }

        /**
         * Fails at once if the jar was built without the pages. Otherwise each test would wait for a page until the
         * timeout.
         */
        private static void requirePages() {
            try (JarFile jar = new JarFile(System.getProperty("orgkeys.jar", ""))) {
                if (jar.getEntry("org-api-keys-console/third-party.json") == null) {
                    throw new IllegalStateException(
                            "The jar has no pages for the consoles. Build it without -Dconsoles.skip.");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Optional<Path> executable() {
            String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
            return NAMES.stream()
                    .flatMap(name -> directories(path).map(directory -> directory.resolve(name)))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        private static Stream<Path> directories(String path) {
            return Arrays.stream(path.split(File.pathSeparator, -1)).map(Path::of);
        }

        BrowserContext cached() {
            if (cached == null) {
                cached = newContext(options -> options);
            }
            return cached;
        }

        BrowserContext newContext(UnaryOperator<com.microsoft.playwright.Browser.NewContextOptions> options) {
            BrowserContext context =
                    browser.newContext(options.apply(new com.microsoft.playwright.Browser.NewContextOptions()
                            .setLocale("en")
                            .setViewportSize(WIDTH, HEIGHT)));
            context.setDefaultTimeout(TIMEOUT);
            context.onConsoleMessage(message -> log.add(message.type() + ": " + message.text()));
            context.onWebError(error -> log.add("uncaught: " + error.error()));
            context.onRequestFailed(
                    request -> log.add("failed: " + request.method() + " " + request.url() + " " + request.failure()));
            context.onResponse(response -> {
                if (response.status() >= 400) {
                    log.add(response.status() + ": " + response.request().method() + " " + response.url());
                }
            });
            return context;
        }

        /** Keeps a loaded console for the next test. If there is none, closes the pages. */
        void leave(boolean failed) {
            log.clear();
            if (cached != null && used != null && !failed && cached.pages().size() == 1) {
                try {
                    reset(cached.pages().get(0));
                    loaded = used;
                    used = null;
                    return;
                } catch (PlaywrightException e) { // for example, the page is just navigating
                    log.add("not used again: " + e.getMessage());
                }
            }
            close(cached);
        }

        void closeLoaded() {
            if (loaded != null) {
                close(cached);
            }
        }

        /** Closes the pages and deletes everything that they stored, except for the cache. */
        private void close(@Nullable BrowserContext context) {
            used = null;
            loaded = null;
            if (context != null) {
                try {
                    clear(context);
                } catch (PlaywrightException e) { // for example, a page is just navigating
                    context.close();
                    cached = null;
                }
            }
        }

        /** Takes back what a test changed on a page. The console stays loaded. */
        private static void reset(Page page) {
            page.unrouteAll();
            page.evaluate("localStorage.clear(), sessionStorage.clear()");
            page.setViewportSize(WIDTH, HEIGHT);
            page.context().clearPermissions();
        }

        private static void clear(BrowserContext context) {
            for (Page page : context.pages()) {
                if (page.url().startsWith("http")) {
                    JsonObject stored = new JsonObject();
                    stored.addProperty("origin", (String) page.evaluate("location.origin"));
                    stored.addProperty("storageTypes", "local_storage,indexeddb,service_workers,cache_storage");
                    context.newCDPSession(page).send("Storage.clearDataForOrigin", stored);
                }
                page.close();
            }
            context.clearCookies();
            context.clearPermissions();
        }

        @Override
        public void close() {
            playwright.close(); // also closes the browser
        }
    }
}
