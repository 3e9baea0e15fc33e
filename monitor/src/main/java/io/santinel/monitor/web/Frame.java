package io.santinel.monitor.web;

import io.santinel.monitor.server.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What stands around every page.
///
/// @param title of the page, without the mark and the product
/// @param here the main link that is lit: `overview`, `machines`, `services`, `history`, `keys`
/// @param graphs the page draws curves
public record Frame(
        String title,
        String here,
        boolean graphs,
        Instant now,
        Duration interval,
        Optional<Instant> lastReport,
        int problems,
        Mark worst,
        List<Trouble> troubles,
        Assets assets) {
    /// Title of the window: the worst state's shape, how many problems, where one is.
    public String windowTitle() {
        return (problems == 0 ? "" : worst.glyph() + " " + problemsInWords() + " · ") + title + " · Santinel";
    }

    public String problemsInWords() {
        return Words.some(problems, "problem");
    }

    public long intervalMillis() {
        return Math.clamp(interval.toMillis(), 1000, 60_000);
    }

    public String icon() {
        return assets.url("icon-" + worst.css() + ".svg");
    }
}
