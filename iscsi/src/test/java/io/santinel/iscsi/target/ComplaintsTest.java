package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<String> lines = new ArrayList<>();
    private final Complaints complaints = new Complaints(time::get, (_, text) -> lines.add(text));

    @Test
    void a_flood_leaves_a_burst_and_then_a_line_a_second_that_counts_the_rest() {
        for (int i = 0; i < 20_000; i++) {
            complaints.log(Level.WARNING, "peer: line " + i);
        }
        assertThat(lines).hasSize(Complaints.BURST);
        time.addAndGet(TimeUnit.SECONDS.toNanos(1));
        complaints.log(Level.WARNING, "peer: later");
        complaints.log(Level.WARNING, "peer: too much again");
        assertThat(lines).hasSize(Complaints.BURST + 1);
        assertThat(lines.getLast()).isEqualTo("peer: later (19970 lines before this one left out)");
    }

    @Test
    void a_peers_words_do_not_begin_a_line_nor_steer_a_terminal() {
        complaints.log(Level.INFO, "peer: \"iqn.2026-01.x:\nfalse line\u001b[31m\u2028\"");
        assertThat(lines).containsExactly("peer: \"iqn.2026-01.x:?false line?[31m?\"");
    }
}
