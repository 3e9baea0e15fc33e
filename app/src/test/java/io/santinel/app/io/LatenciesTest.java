package io.santinel.app.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void percentiles_are_at_most_three_percent_above_the_sorted_values() {
        Random random = new Random(1);
        long[] values = new long[10_000];
        Latencies latencies = new Latencies();
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 27);
            latencies.record(values[i]);
        }
        Arrays.sort(values);
        for (double permille : new double[] {1, 10, 500, 900, 990, 999, 1000}) {
            long exact = values[(int) Math.ceil(values.length * permille / 1000) - 1];
            assertThat(latencies.permille(permille)).isBetween(exact, exact + exact / 32);
        }
        assertThat(latencies.max()).isEqualTo(values[values.length - 1]);
        assertThat(latencies.total()).isEqualTo(10_000);
    }

    @Test
    void powers_of_two_part_them_exactly() {
        Latencies latencies = new Latencies();
        long[] values = {1023, 1024, 1500, 2047, 2048};
        for (long value : values) {
            latencies.record(value);
        }
        assertThat(latencies.between(1024, 2048)).isEqualTo(3);
        assertThat(latencies.between(512, 1024)).isEqualTo(1);
        assertThat(latencies.between(2048, 4096)).isEqualTo(1);
    }

    @Test
    void nothing_and_what_is_too_long_are_told_as_they_are() {
        Latencies latencies = new Latencies();
        assertThat(latencies.permille(500)).isZero();
        latencies.record(Long.MAX_VALUE);
        latencies.record(-5);
        assertThat(latencies.permille(1000)).isPositive();
        assertThat(latencies.permille(500)).isZero();
        assertThat(latencies.max()).isEqualTo(Long.MAX_VALUE);
    }
}
