package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:07:41Z");

    @Test
    void writes_three_figures_bytes_on_1024_and_counts_on_1000() {
        assertThat(Words.bytes(38.2 * 1024 * 1024)).isEqualTo("38.2 MiB");
        assertThat(Words.bytes(0)).isEqualTo("0");
        assertThat(Words.bytes(1023.9)).isEqualTo("1 KiB");
        assertThat(Words.count(1240)).isEqualTo("1.24 k");
        assertThat(Words.count(999.9)).isEqualTo("1 k");
        assertThat(Words.count(0.001)).isEqualTo("<0.01");
        assertThat(Words.number(Double.NaN, true)).isEqualTo("–");
    }

    @Test
    void writes_an_age_in_two_units_at_most() {
        assertThat(Words.age(NOW.minusSeconds(6), NOW)).isEqualTo("6 s");
        assertThat(Words.age(NOW.minusSeconds(83), NOW)).isEqualTo("1 min 23 s");
        assertThat(Words.age(NOW.minus(Duration.ofMinutes(293)), NOW)).isEqualTo("4 h 53 min");
        assertThat(Words.age(NOW.minus(Duration.ofHours(61 * 24 + 4)), NOW)).isEqualTo("61 d 4 h");
        assertThat(Words.age(NOW.plusSeconds(5), NOW)).isEqualTo("0 s");
    }

    @Test
    void shortens_full_times_in_a_summary() {
        assertThat(Words.readable("FAILED since 2026-11-22T03:06:18Z: why", NOW))
                .isEqualTo("FAILED since 03:06:18: why");
        assertThat(Words.readable("not a time 2026-99-22T03:06:18Z", NOW)).contains("2026-99-22");
    }

    @Test
    void reads_times_in_all_forms_and_refuses_the_rest() {
        assertThat(Query.time("from", "-15m", NOW)).isEqualTo(NOW.minusSeconds(900));
        assertThat(Query.time("from", "1795316861", NOW)).isEqualTo(Instant.ofEpochSecond(1_795_316_861));
        assertThat(Query.time("from", "2026-11-22T03:06:18Z", NOW)).isEqualTo(Instant.parse("2026-11-22T03:06:18Z"));
        assertThatThrownBy(() -> Query.time("from", "1795316861000", NOW)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Query.time("from", "0x10", NOW)).hasMessageContaining("0x10");
    }

    @Test
    void keeps_next_to_own_paths() {
        assertThat(Query.ownPath("/machines/db-01?x=1")).isEqualTo("/machines/db-01?x=1");
        assertThat(Query.ownPath("//elsewhere")).isEqualTo("/");
        assertThat(Query.ownPath("/\\elsewhere")).isEqualTo("/");
        assertThat(Query.ownPath("https://elsewhere")).isEqualTo("/");
        assertThat(Query.ownPath(null)).isEqualTo("/");
        assertThat(Query.ownPath("/a\r\nSet-Cookie: x")).isEqualTo("/");
    }
}
