package io.santinel.monitor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.Counter.Direction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphsTest {
    private static final String SESSION = "open_iscsi_session_stats";
    private static final String HOST = "open_iscsi_host_stats";

    @Test
    void a_session_has_three_graphs_and_a_host_ten_in_the_order_of_the_article() {
        assertThat(Graphs.forCheck(SESSION)).extracting(Graph::id).containsExactly("S1", "S2", "S3");
        assertThat(Graphs.forCheck(HOST))
                .extracting(Graph::id)
                .containsExactly("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10");
        assertThat(Graphs.forCheck(HOST))
                .extracting(g -> g.lines().size())
                .containsExactly(15, 10, 15, 8, 12, 2, 11, 1, 2, 6);
        assertThat(Graphs.forCheck("open_iscsi_sessions")).isEmpty();
        assertThat(Graphs.forCheck("open-iscsi_host_stats")).isEqualTo(Graphs.forCheck(HOST));
    }

    @Test
    void every_counter_is_drawn_in_exactly_one_graph() {
        for (String check : List.of(SESSION, HOST)) {
            List<String> drawn = Graphs.forCheck(check).stream()
                    .flatMap(g -> g.lines().stream())
                    .map(Line::metric)
                    .toList();
            assertThat(drawn)
                    .containsExactlyInAnyOrderElementsOf(
                            Graphs.counters(check).stream().map(Counter::name).toList());
        }
    }

    @Test
    void the_byte_graph_of_a_host_goes_out_and_in_by_turns() {
        Graph bytes = Graphs.forCheck(HOST).get(1);
        assertThat(bytes.title()).isEqualTo("Traffic Bytes");
        assertThat(bytes.bytes()).isTrue();
        assertThat(bytes.lines())
                .extracting(line -> (line.direction() == Direction.OUT ? "-" : "+") + line.metric())
                .containsExactly(
                        "-mactx_bytes",
                        "+macrx_bytes",
                        "-iptx_bytes",
                        "+iprx_bytes",
                        "-ipv6tx_bytes",
                        "+ipv6rx_bytes",
                        "-tcptx_bytes",
                        "+tcprx_byte",
                        "-iscsi_data_bytes_tx",
                        "+iscsi_data_bytes_rx");
        assertThat(bytes.lines()).allMatch(line -> line.shape() == Line.Shape.LINE);
    }

    @Test
    void a_session_transfers_in_areas_with_a_95th_percentile_each() {
        Graph rate = Graphs.forCheck(SESSION).getFirst();
        assertThat(rate.lines()).allMatch(line -> line.shape() == Line.Shape.AREA);
        assertThat(rate.lines())
                .extracting(Line::percentile)
                .containsExactly(
                        Optional.of(new Line.Percentile(95, "008F00")), Optional.of(new Line.Percentile(95, "00008F")));
        assertThat(rate.lines()).extracting(Line::direction).containsExactly(Direction.IN, Direction.OUT);
    }

    @Test
    void timeouts_stand_on_digest_errors_and_aborts_are_drawn_with_them() {
        Graph errors = Graphs.forCheck(SESSION).getLast();
        assertThat(errors.bytes()).isFalse();
        assertThat(errors.lines())
                .extracting(Line::metric)
                .startsWith("digest_err", "timeout_err")
                .contains("eh_abort_cnt");
        assertThat(errors.lines())
                .extracting(Line::stackedOn)
                .startsWith(Optional.empty(), Optional.of("digest_err"))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
        assertThat(errors.lines())
                .filteredOn(line -> line.shape() == Line.Shape.AREA)
                .hasSize(2);
    }

    @Test
    void the_stylesheet_has_one_class_for_each_colour_of_the_tables() {
        String css = Graphs.stylesheet();
        assertThat(css).contains(".s-ffec5f{color:light-dark(#").endsWith(")}\n");
        for (String check : List.of(SESSION, HOST)) {
            for (Counter counter : Graphs.counters(check)) {
                assertThat(css)
                        .containsOnlyOnce("." + Line.style(counter.curve().colour()) + "{");
            }
        }
        assertThat(css).contains(".s-008f00{", ".s-00008f{");
    }
}
