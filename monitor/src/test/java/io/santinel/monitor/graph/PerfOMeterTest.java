package io.santinel.monitor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.santinel.monitor.check.Metric;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerfOMeterTest {
    @ParameterizedTest
    @CsvSource({"1e6,25", "2e5,15", "5e6,35", "25e6,45", "1e12,49", "0.5,1", "0,0"})
    void a_side_grows_by_ten_percent_with_each_factor_of_five(double bytes, double percent) {
        assertThat(PerfOMeter.width(bytes)).isCloseTo(percent, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0.5,0.50 B/s",
        "999,999 B/s",
        "1000,0.98 KiB/s",
        "1024,1.00 KiB/s",
        "40055603,38.2 MiB/s",
        "10905190,10.4 MiB/s",
        "104857600,100 MiB/s",
        "1e18,888 PiB/s"
    })
    void bytes_have_three_figures_on_base_1024(double bytes, String text) {
        assertThat(PerfOMeter.text(bytes)).isEqualTo(text);
    }

    @Test
    void the_original_words_change_the_suffix_only_above_the_power() {
        assertThat(PerfOMeter.originalText(1024, 1025)).isEqualTo("1024.0B/s   1.0kB/s");
        assertThat(PerfOMeter.originalText(5e12, 0)).isEqualTo("4656.6GB/s   0.0B/s");
    }

    @Test
    void each_statistics_check_has_its_two_metrics() {
        List<Metric> metrics = List.of(metric("rxdata_octets", 3), metric("mactx_bytes", 4));
        assertThat(PerfOMeter.of("open_iscsi_session_stats", metrics))
                .isEqualTo(new PerfOMeter(OptionalDouble.of(3), OptionalDouble.empty()));
        assertThat(PerfOMeter.of("open-iscsi_host_stats", metrics))
                .isEqualTo(new PerfOMeter(OptionalDouble.empty(), OptionalDouble.of(4)));
        assertThat(PerfOMeter.of("open_iscsi_sessions", metrics).in()).isEmpty();
    }

    private static Metric metric(String name, double value) {
        return new Metric(name, value, OptionalDouble.empty(), OptionalDouble.empty());
    }
}
