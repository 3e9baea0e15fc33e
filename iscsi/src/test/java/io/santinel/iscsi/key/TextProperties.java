package io.santinel.iscsi.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TextProperties {
    @Property
    void any_bytes_are_text_or_a_violation_and_nothing_else(@ForAll @Size(max = 300) byte[] bytes) {
        try {
            assertThat(Text.parse(ByteBuffer.wrap(bytes))).isNotNull();
        } catch (ProtocolViolation e) {
            assertThat(e.section()).isEqualTo("6.1");
        }
    }

    @Property(tries = 300)
    void text_cut_anywhere_is_joined_again(
            @ForAll("pairs") List<KeyValue> pairs, @ForAll @IntRange(min = 1, max = 50) int limit) {
        TextAssembly assembly = new TextAssembly(100_000);
        List<ByteBuffer> segments = Text.split(Text.encode(pairs), limit);
        for (ByteBuffer segment : segments.subList(0, segments.size() - 1)) {
            assertThat(segment.remaining()).isEqualTo(limit);
            assertThat(assembly.add(segment, true)).isEmpty();
        }
        assertThat(assembly.add(segments.getLast(), false)).contains(pairs);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void both_ends_come_to_the_same_parameters(
            @ForAll("wishes") Wishes here, @ForAll("wishes") Wishes there, @ForAll boolean discovery) {
        Negotiation initiator = new Negotiation(here, discovery);
        Negotiation target = new Negotiation(there, discovery);
        List<KeyValue> answers = new ArrayList<>(target.receive(initiator.offer()));
        answers.addAll(target.declarations());
        assertThat(initiator.receive(answers)).isEmpty();
        Negotiated a = initiator.result();
        Negotiated b = target.result();
        assertThat(a.maxRecvDataSegmentLength()).isEqualTo(b.peerMaxRecvDataSegmentLength());
        assertThat(b.maxRecvDataSegmentLength()).isEqualTo(a.peerMaxRecvDataSegmentLength());
        assertThat(a)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*axRecvDataSegmentLength")
                .isEqualTo(b);
        assertThat(a.firstBurstLength()).isLessThanOrEqualTo(a.maxBurstLength());
    }

    @Example
    void a_text_without_end_is_a_violation() {
        TextAssembly assembly = new TextAssembly(10);
        assembly.add(bytes("a=12345"), true);
        assertThatThrownBy(() -> assembly.add(bytes("6789"), true)).isInstanceOf(ProtocolViolation.class);
    }

    @Example
    void keys_and_values_have_a_length() {
        assertThatThrownBy(() -> Text.parse(bytes("k".repeat(64) + "=1\0"))).isInstanceOf(ProtocolViolation.class);
        assertThat(Text.parse(bytes("k".repeat(63) + "=1\0"))).hasSize(1);
        assertThatThrownBy(() -> Text.parse(bytes("TargetAlias=" + "ä".repeat(128))))
                .isInstanceOf(ProtocolViolation.class);
        assertThat(Text.parse(bytes("TargetAlias=" + "ä".repeat(127)))).hasSize(1);
        assertThat(Text.parse(bytes("CHAP_C=0x" + "0".repeat(2048)))).hasSize(1);
        assertThatThrownBy(() -> Text.parse(bytes("no value\0"))).hasMessageContaining("no value");
        assertThatThrownBy(() -> Text.parse(bytes("=1\0"))).isInstanceOf(ProtocolViolation.class);
    }

    @Example
    void a_missing_last_zero_and_several_in_a_row_are_taken() {
        assertThat(Text.parse(bytes("a=1\0\0b==2"))).containsExactly(new KeyValue("a", "1"), new KeyValue("b", "=2"));
        assertThat(Text.parse(bytes(""))).isEmpty();
    }

    @Example
    void target_addresses_are_read_with_and_without_port_and_tag() {
        assertThat(TargetAddress.parse("10.0.0.1:3261,1")).hasToString("10.0.0.1:3261,1");
        assertThat(TargetAddress.parse("[fd00::1]:3260,65535").portalGroupTag()).hasValue(65_535);
        assertThat(TargetAddress.parse("san.example").portal().port()).isEqualTo(3260);
        for (String wrong : List.of("10.0.0.1:x", "[::1:3260", "h:1,x", "h,70000", ":3260")) {
            assertThatThrownBy(() -> TargetAddress.parse(wrong)).as(wrong).isInstanceOf(ProtocolViolation.class);
        }
    }

    @Example
    void a_discovery_answer_gathers_addresses_under_their_target() {
        List<DiscoveredTarget> targets = DiscoveredTarget.parse(Text.parse(
                bytes("TargetName=a\0TargetAddress=h1:1,1\0TargetName=b\0TargetName=a\0TargetAddress=h2:2,2\0")));
        assertThat(targets)
                .containsExactly(
                        new DiscoveredTarget(
                                "a", List.of(TargetAddress.parse("h1:1,1"), TargetAddress.parse("h2:2,2"))),
                        new DiscoveredTarget("b", List.of()));
        assertThat(DiscoveredTarget.parse(targets.getFirst().pairs())).containsExactly(targets.getFirst());
    }

    @Provide
    Arbitrary<List<KeyValue>> pairs() {
        return Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(63),
                        Arbitraries.strings().excludeChars('\0').ofMaxLength(60).filter(TextProperties::encodable))
                .as(KeyValue::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Wishes> wishes() {
        return Combinators.combine(
                        Arbitraries.of("None", "CRC32C,None", "None,CRC32C"),
                        Arbitraries.of("Yes", "No").list().ofSize(4),
                        Arbitraries.integers().between(512, 0xff_ffff).list().ofSize(3),
                        Arbitraries.integers().between(0, 3600).list().ofSize(2),
                        Arbitraries.integers().between(1, 65_535).list().ofSize(2),
                        Arbitraries.integers().between(0, 2))
                .as((digest, flags, lengths, times, counts, level) -> Wishes.INITIATOR
                        .with(Key.HEADER_DIGEST, digest)
                        .with(Key.DATA_DIGEST, digest)
                        .with(Key.INITIAL_R2T, flags.get(0))
                        .with(Key.IMMEDIATE_DATA, flags.get(1))
                        .with(Key.DATA_PDU_IN_ORDER, flags.get(2))
                        .with(Key.DATA_SEQUENCE_IN_ORDER, flags.get(3))
                        .with(Key.MAX_RECV_DATA_SEGMENT_LENGTH, lengths.get(0).toString())
                        .with(Key.MAX_BURST_LENGTH, lengths.get(1).toString())
                        .with(Key.FIRST_BURST_LENGTH, lengths.get(2).toString())
                        .with(Key.DEFAULT_TIME2WAIT, times.get(0).toString())
                        .with(Key.DEFAULT_TIME2RETAIN, times.get(1).toString())
                        .with(Key.MAX_CONNECTIONS, counts.get(0).toString())
                        .with(Key.MAX_OUTSTANDING_R2T, counts.get(1).toString())
                        .with(Key.ERROR_RECOVERY_LEVEL, level.toString()));
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                && text.getBytes(StandardCharsets.UTF_8).length <= Text.MAX_VALUE;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
