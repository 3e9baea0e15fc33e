package io.santinel.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.counter.SessionCounters;
import org.junit.jupiter.api.Test;

class CounterTest {
    @Test
    void there_are_twenty_one_session_counters_and_two_are_64_bits_wide() {
        assertThat(SessionCounters.ALL.counters()).hasSize(21);
        assertThat(SessionCounters.ALL.counters())
                .filteredOn(c -> c.bits() == 64)
                .hasSize(2);
        assertThat(SessionCounters.STRUCT_ORDER.getFirst().name()).isEqualTo("txdata_octets");
    }

    @Test
    void a_32_bit_counter_that_wrapped_grew_and_one_that_fell_back_was_reset() {
        var datain = SessionCounters.ALL.find("datain_pdus").orElseThrow();
        assertThat(datain.growth(0xffff_fff0L, 0x10)).isEqualTo(0x20);
        assertThat(datain.growth(1000, 3)).isNegative();
    }

    @Test
    void a_64_bit_counter_never_wraps() {
        var octets = SessionCounters.ALL.find("rxdata_octets").orElseThrow();
        assertThat(octets.growth(0xffff_fff0L, 0x10)).isNegative();
        assertThat(octets.growth(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(1);
    }
}
