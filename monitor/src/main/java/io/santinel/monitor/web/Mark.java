package io.santinel.monitor.web;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Service;
import java.util.Arrays;
import java.util.Optional;

/// How a service stands, as one mark: shape, word and colour. In the order of urgency, the most urgent first.
public enum Mark {
    CRIT("crit", "CRIT", "✕", "critical", 0, 10),
    UNKNOWN("unkn", "UNKN", "◆", "unknown", 1, 9),
    WARN("warn", "WARN", "▲", "warning", 3, 7),
    STALE("stale", "STALE", "⧗", "stale", 6, 4),
    SUPPRESSED("supp", "SUPPR.", "‖", "suppressed", 6, 4),
    PENDING("pend", "PENDING", "◌", "pending", 6, 4),
    OK("ok", "OK", "●", "OK", 6, 4);

    private final String css;
    private final String word;
    private final String glyph;
    private final String spoken;
    private final int top;
    private final int height;

    Mark(String css, String word, String glyph, String spoken, int top, int height) {
        this.css = css;
        this.word = word;
        this.glyph = glyph;
        this.spoken = spoken;
        this.top = top;
        this.height = height;
    }

    public String css() {
        return css;
    }

    public String word() {
        return word;
    }

    public String glyph() {
        return glyph;
    }

    /// The word inside a sentence.
    public String spoken() {
        return spoken;
    }

    /// Where a bar of ten units begins.
    public int top() {
        return top;
    }

    public int height() {
        return height;
    }

    /// Somebody has to look.
    public boolean problem() {
        return compareTo(STALE) <= 0;
    }

    /// A trouble that was judged outlives one evaluation that could not be believed.
    static Mark of(Service service) {
        return of(service.outcome(), service.state());
    }

    static Mark of(Change change) {
        return of(change.outcome(), change.to());
    }

    static Mark of(State state) {
        return switch (state) {
            case OK -> OK;
            case WARN -> WARN;
            case CRIT -> CRIT;
            case UNKNOWN -> UNKNOWN;
        };
    }

    private static Mark of(Outcome outcome, Optional<State> state) {
        Optional<Mark> judged = state.map(Mark::of);
        return switch (outcome) {
            case JUDGED -> judged.orElse(PENDING);
            case STALE -> STALE;
            case SUPPRESSED -> judged.filter(Mark::problem).orElse(SUPPRESSED);
            case PENDING -> judged.orElse(PENDING);
        };
    }

    Mark worse(Mark other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// By word, number of the state or name.
    static Optional<Mark> named(String text) {
        return Arrays.stream(values())
                .filter(mark -> mark.css.equalsIgnoreCase(text)
                        || mark.name().equalsIgnoreCase(text)
                        || mark.number().filter(text::equals).isPresent())
                .findFirst();
    }

    private Optional<String> number() {
        return switch (this) {
            case OK -> Optional.of("0");
            case WARN -> Optional.of("1");
            case CRIT -> Optional.of("2");
            case UNKNOWN -> Optional.of("3");
            case STALE, SUPPRESSED, PENDING -> Optional.empty();
        };
    }
}
