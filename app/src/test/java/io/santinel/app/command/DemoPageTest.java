package io.santinel.app.command;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.santinel.iscsi.Secret;
import io.santinel.monitor.web.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's page as a new user sees it, with real sessions: from the login to three graphs, then a portal is closed
/// by its button. Takes the README's pictures; with `-Dpicture=true` into `docs`, else into `target`.
@Tag("browser")
class DemoPageTest {
    private static final String PASSWORD = "page-test-password";
    private static final double PATIENCE_MS = 30_000;
    private static final Path PICTURES = Path.of(Boolean.getBoolean("picture") ? "../docs" : "target");

    @Test
    void walks_from_login_to_three_graphs_and_closes_a_portal(@TempDir Path data) throws Exception {
        Settings settings = Settings.loopback(0, Secret.of(PASSWORD.getBytes(StandardCharsets.UTF_8)), Demo.INTERVAL);
        try (Demo demo = Demo.start(data, settings, Optional.empty());
                Playwright playwright = Playwright.create();
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(List.of("--no-sandbox")))) {
            Page page = browser.newContext(new Browser.NewContextOptions()
                            .setBaseURL("http://127.0.0.1:" + demo.port())
                            .setColorScheme(ColorScheme.LIGHT)
                            .setViewportSize(1440, 900))
                    .newPage();
            page.navigate("/");
            page.getByLabel("Password").fill(PASSWORD);
            page.locator("form button[type=submit]").last().click();
            soon(page.locator("#machine-rows tr"), 4);
            page.locator("#machine-rows a").getByText("db-01").click();
            assertThat(page.locator("h1")).containsText("db-01");
            page.locator("tr[data-row] a").first().click();
            soon(page.locator("figure canvas"), 3);
            page.waitForTimeout(5.0 * Demo.INTERVAL.toMillis());
            picture(page, "service");

            page.navigate("/");
            page.locator("#fault-rows button[value=closed]").first().click();
            assertThat(page.locator("h2, h1")
                            .filter(new Locator.FilterOptions().setHasText("does not answer"))
                            .first())
                    .containsText("Portal 127.0.1.1", new ContainsTextOptions().setTimeout(PATIENCE_MS));
            assertThat(page.locator("main")).containsText("CRIT", new ContainsTextOptions().setTimeout(PATIENCE_MS));
            page.waitForTimeout(2.0 * Demo.INTERVAL.toMillis());
            picture(page, "overview");
        }
    }

    private static void soon(Locator rows, int count) {
        assertThat(rows).hasCount(count, new HasCountOptions().setTimeout(PATIENCE_MS));
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private static Path chromium() {
        Path usual = Path.of("/usr/bin/chromium");
        return Files.isExecutable(usual) ? usual : Path.of("/usr/bin/chromium-browser");
    }
}
