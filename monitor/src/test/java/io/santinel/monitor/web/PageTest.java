package io.santinel.monitor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.santinel.monitor.server.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The page in a browser: Debian's Chromium, driven by Playwright. Screenshots land in `target/page`.
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
    private static final Path PICTURES = Path.of("target", "page");
    private static final String AXE = resource("/axe-core-4.14.1/axe.min.js");
    /// How many pixels of each canvas have a colour: a curve is thousands, axes alone are grey.
    private static final String COLOURED = """
            () => [...document.querySelectorAll('#graphs figure canvas')].map((c) => {
              const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
              let n = 0;
              for (let i = 0; i < d.length; i += 4)
                if (d[i + 3] > 0 && Math.max(d[i], d[i + 1], d[i + 2]) - Math.min(d[i], d[i + 1], d[i + 2]) > 60) n++;
              return n;
            })
            """;

    private final List<String> complaints = new ArrayList<>();

    private LivingFleet living;
    private Web web;
    private Playwright playwright;
    private Browser browser;
    private Instant at;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Files.createDirectories(PICTURES);
        at = Instant.now().minusSeconds(2);
        living = new LivingFleet(directory, at.minusSeconds(900));
        living.live(at.minusSeconds(900), at, Duration.ofSeconds(10));
        web = living.serve(0);
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(first("/usr/bin/chromium", "/usr/bin/chromium-browser"))
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        playwright.close();
        web.close();
        living.close();
    }

    /// No page may have complained: neither a script's error, nor the policy, nor a file that is missing.
    @AfterEach
    void nothing_was_complained_about() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        assertThat(all).isEmpty();
    }

    private static Path first(String... paths) {
        return Stream.of(paths)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("none of " + String.join(", ", paths) + " is there"));
    }

    private static String resource(String path) {
        try (InputStream in = PageTest.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BrowserContext context(ColorScheme scheme, int width) {
        return context(scheme, width, web.port());
    }

    private BrowserContext context(ColorScheme scheme, int width, int port) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + port)
                .setColorScheme(scheme)
                .setViewportSize(width, width < 500 ? 844 : 900));
        context.onConsoleMessage(message -> {
            boolean own =
                    message.text().startsWith("Canvas2D: Multiple readback"); // by this test, which looks at pixels
            if (!own && (message.type().equals("error") || message.type().equals("warning"))) {
                complaints.add(message.text());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
        return context;
    }

    private Page login(BrowserContext context) {
        Page page = context.newPage();
        page.navigate("/");
        page.getByLabel("Password").fill(LivingFleet.PASSWORD);
        page.getByText("Log in").last().click();
        page.waitForURL("**/");
        return page;
    }

    private void poll() {
        at = at.plusSeconds(2);
        living.poll(at);
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private String session() {
        return living.statistics("db-01", "san-b", LivingFleet.SECOND, "pgdata");
    }

    @Test
    void walks_from_login_to_three_graphs_with_data() {
        try (BrowserContext context = context(ColorScheme.LIGHT, 1440)) {
            Page page = login(context);
            assertThat(page.locator("#machine-rows tr")).hasCount(4);
            page.locator("#machine-rows a.go").getByText("db-01").click();
            assertThat(page.locator("h1")).containsText("db-01");
            assertThat(page.locator("tr[data-row]")).hasCount(8);
            page.locator("#s-" + session().replace(".", "\\.") + " a.go").click();
            assertThat(page.locator("figure[data-graph]")).hasCount(3);
            page.waitForCondition(
                    () -> coloured(page).size() == 3 && coloured(page).stream().allMatch(n -> n > 200));
            picture(page, "service-light");
        }
    }

    private static List<Integer> coloured(Page page) {
        List<Integer> counts = new ArrayList<>();
        for (Object count : (List<?>) page.evaluate(COLOURED)) {
            counts.add(((Number) count).intValue());
        }
        return counts;
    }

    @Test
    void shows_ten_figures_of_a_host_and_marks_it_replayed() {
        try (BrowserContext context = context(ColorScheme.DARK, 1440)) {
            Page page = login(context);
            page.navigate("/services/" + living.host());
            assertThat(page.locator("figure")).hasCount(10);
            assertThat(page.locator("h1 .tag")).hasText("replayed");
            page.waitForCondition(
                    () -> coloured(page).stream().filter(n -> n > 100).count() >= 5);
            picture(page, "host-dark");
        }
    }

    @Test
    void follows_a_portal_that_closes_and_opens_without_reload() {
        try (BrowserContext context = context(ColorScheme.LIGHT, 1440)) {
            Page page = login(context);
            page.evaluate("document.body.dataset.same = 'yes'");
            page.locator("#f-p1 button").click();
            assertThat(page.locator("#f-p1 button")).hasText("Open");
            poll();
            assertThat(page.locator("#answer h2")).containsText("Portal " + LivingFleet.FIRST + " does not answer");
            assertThat(page.locator("#m-db-01")).hasAttribute("data-state", "warn");
            poll();
            poll();
            assertThat(page.locator("#m-db-01")).hasAttribute("data-state", "crit");
            assertThat(page).hasTitle(Pattern.compile("✕ \\d problems? · Overview · Santinel"));
            assertThat(page.locator("#icon")).hasAttribute("href", Pattern.compile("icon-crit"));
            picture(page, "overview-light");
            picture(page, "overview-crit");
            page.locator("#f-p1 button").focus();
            page.keyboard().press("Enter");
            assertThat(page.locator("#f-p1 button")).hasText("Close");
            poll();
            poll();
            assertThat(page.locator("#m-db-01")).hasAttribute("data-state", Pattern.compile("ok|warn"));
            assertThat(page.locator("#f-p1 button")).isFocused();
            assertThat(page.locator("body")).hasAttribute("data-same", "yes");
        }
    }

    @Test
    void breaks_a_portal_in_other_ways_with_and_without_script() {
        try (BrowserContext context = context(ColorScheme.LIGHT, 1440)) {
            Page page = login(context);
            page.evaluate("document.body.dataset.same = 'yes'");
            page.locator("#f-p2-further summary").click();
            page.getByLabel("Refuse logins to " + LivingFleet.SECOND).click();
            assertThat(page.locator("#f-p2")).containsText("refuses logins with 0301");
            assertThat(page.locator("#f-p2 button")).hasText("End fault");
            assertThat(page.locator("#f-p2-further")).hasAttribute("open", "");
            page.locator("#faults").scrollIntoViewIfNeeded();
            page.locator("#faults")
                    .screenshot(new Locator.ScreenshotOptions().setPath(PICTURES.resolve("faults-1440.png")));
            page.locator("#f-p2 button").click();
            assertThat(page.locator("#f-p2 button")).hasText("Close");
            page.locator("#f-p2-further input[name=to]").fill("no portal");
            page.getByLabel("Redirect logins to " + LivingFleet.SECOND).click();
            assertThat(page.locator("#fault-failed")).containsText("to must be a portal");
            assertThat(page.locator("body")).hasAttribute("data-same", "yes");
            complaints.removeIf(text -> text.contains("400")); // the browser's own line for that answer
        }
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + web.port())
                .setViewportSize(390, 844)
                .setJavaScriptEnabled(false))) {
            Page page = login(context);
            page.locator("#f-p2-further summary").click();
            page.getByLabel("Redirect logins to " + LivingFleet.SECOND).click();
            page.waitForURL("**/#faults");
            assertThat(page.locator("#f-p2")).containsText("redirects logins to " + LivingFleet.FIRST);
            page.locator("#f-p2-further summary").click();
            page.locator("#faults")
                    .screenshot(new Locator.ScreenshotOptions().setPath(PICTURES.resolve("faults-390.png")));
            page.locator("#f-p2 button").click();
            assertThat(page.locator("#f-p2 button")).hasText("Close");
        }
    }

    @Test
    void draws_time_down_changes_and_silence_with_the_curves(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        Duration poll = Duration.ofSeconds(5);
        try (LivingFleet other = new LivingFleet(directory, now.minusSeconds(900));
                Web served = other.serve(0)) {
            other.live(now.minusSeconds(900), now.minusSeconds(500), poll);
            other.apply("p1", new Fault.Action.Close());
            other.live(now.minusSeconds(495), now.minusSeconds(400), poll);
            other.apply("p1", new Fault.Action.Open());
            other.live(now.minusSeconds(395), now.minusSeconds(150), poll);
            other.silent("db-01", now.minusSeconds(100), "no answer within 5 s");
            String service = "/services/" + other.statistics("db-01", "san-a", LivingFleet.FIRST, "pgdata");
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                int width = scheme == ColorScheme.LIGHT ? 1440 : 390;
                try (BrowserContext context = context(scheme, width, served.port())) {
                    Page page = login(context);
                    page.navigate(service);
                    page.waitForCondition(() -> ready(page) && coloured(page).size() == 3);
                    assertThat(page.locator("#graphs")).hasAttribute("data-downs", Pattern.compile("\\S+ \\S+"));
                    picture(page, "past-" + width);
                }
            }
        }
    }

    @Test
    void puts_the_values_under_the_cursor_into_the_legends_of_all_graphs() {
        try (BrowserContext context = context(ColorScheme.LIGHT, 1440)) {
            Page page = login(context);
            page.navigate("/services/" + session());
            page.waitForCondition(() -> coloured(page).size() == 3);
            page.locator("#S1-canvas .u-over").hover();
            assertThat(page.locator("#s1 thead .at")).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
            assertThat(page.locator("#s2 thead .at")).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
            page.locator("#S2-canvas").focus();
            String before = page.locator("#s1 thead .at").innerText();
            page.keyboard().press("Home");
            assertThat(page.locator("#s1 thead .at")).not().hasText(before);
            page.keyboard().press("2");
            page.waitForURL("**/*from=-4h");
            assertThat(page.locator("#ranges [aria-current=true]")).hasText("4 h");
        }
    }

    @Test
    void keeps_to_the_keyboard() {
        try (BrowserContext context = context(ColorScheme.LIGHT, 1440)) {
            Page page = login(context);
            page.keyboard().press("j");
            page.keyboard().press("Enter");
            page.waitForURL(Pattern.compile(".*/(machines|services).*"));
            page.keyboard().press("g");
            page.keyboard().press("h");
            page.waitForURL("**/history");
            page.keyboard().press("/");
            page.keyboard().type("pgdata");
            page.keyboard().press("Enter");
            page.waitForURL("**/services?q=pgdata");
            assertThat(page.locator("#service-rows tr")).hasCount(4);
            page.locator("h1").click();
            page.keyboard().press("t");
            assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        }
    }

    @Test
    void reads_without_script() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + web.port())
                .setJavaScriptEnabled(false))) {
            Page page = login(context);
            page.navigate("/services/" + session());
            assertThat(page.locator("#S1-rxdata_octets .cur")).hasText(Pattern.compile("\\d.* MiB"));
            assertThat(page.locator("#s1 .nojs")).isVisible();
        }
    }

    @Test
    void is_accessible_and_fits_in_both_themes_and_on_a_phone() {
        List<String> wrong = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                try (BrowserContext context = context(scheme, width)) {
                    Page page = login(context);
                    boolean all = (scheme == ColorScheme.LIGHT) == (width == 1440);
                    for (Map.Entry<String, String> place : places().entrySet()) {
                        if (!all && !List.of("overview", "service").contains(place.getKey())) {
                            continue;
                        }
                        page.navigate(place.getValue());
                        page.waitForCondition(() -> ready(page));
                        String name =
                                place.getKey() + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
                        picture(page, name);
                        wrong.addAll(violations(page, name));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private Map<String, String> places() {
        return Map.of(
                "overview", "/",
                "machine", "/machines/db-01",
                "services", "/services",
                "service", "/services/" + session(),
                "host", "/services/" + living.host(),
                "history", "/history",
                "keys", "/keys");
    }

    private static boolean ready(Page page) {
        return (Boolean) page.evaluate("() => [...document.querySelectorAll('#graphs figure[data-graph]')]"
                + ".every((f) => f.querySelector('canvas')) && document.fonts.status === 'loaded'");
    }

    /// What axe finds, and whether the page is wider than the window.
    private static List<String> violations(Page page, String name) {
        List<String> found = new ArrayList<>();
        if (((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue() > 0) {
            found.add(name + ": scrolls sideways");
        }
        page.evaluate(AXE);
        Object result = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa', 'best-practice']}).then((r) => r.violations.map((v) => v.id + ' ' +"
                + " v.nodes.map((n) => n.target + ' ' + n.failureSummary).join(' | ')))");
        ((List<?>) result).forEach(violation -> found.add(name + ": " + violation));
        return found;
    }
}
