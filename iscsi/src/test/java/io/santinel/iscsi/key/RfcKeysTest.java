package io.santinel.iscsi.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The keys as RFC 7143 §13 defines them (RFC 7144 §7, RFC 7145 §6), written down from there a second time and held
/// against the code's table: names, rules, defaults, ranges, scope, use, and what every pair of values comes to.
class RfcKeysTest {
    /// Key, rule, default, range or values; scope: session or connection; use: first PDU, leading login, any login,
    /// all,
    /// full feature, security; whether it is relevant in discovery. A dash where it says nothing.
    private static final String RFC = """
            AuthMethod                       list     -       KRB5,SRP,CHAP,None                S  SEC  yes
            HeaderDigest                     list     None    None,CRC32C                       C  IO   yes
            DataDigest                       list     None    None,CRC32C                       C  IO   yes
            MaxConnections                   min      1       1..65535                          S  LO   no
            SendTargets                      declare  -       -                                 -  FF   yes
            TargetName                       declare  -       -                                 S  F    yes
            InitiatorName                    declare  -       -                                 S  F    yes
            TargetAlias                      declare  -       -                                 S  ALL  yes
            InitiatorAlias                   declare  -       -                                 S  ALL  yes
            TargetAddress                    declare  -       -                                 -  ALL  yes
            TargetPortalGroupTag             declare  -       0..65535                          S  F    yes
            InitialR2T                       or       Yes     -                                 S  LO   no
            ImmediateData                    and      Yes     -                                 S  LO   no
            MaxRecvDataSegmentLength         declare  8192    512..16777215                     C  ALL  yes
            MaxBurstLength                   min      262144  512..16777215                     S  LO   no
            FirstBurstLength                 min      65536   512..16777215                     S  LO   no
            DefaultTime2Wait                 max      2       0..3600                           S  LO   yes
            DefaultTime2Retain               min      20      0..3600                           S  LO   yes
            MaxOutstandingR2T                min      1       1..65535                          S  LO   no
            DataPDUInOrder                   or       Yes     -                                 S  LO   no
            DataSequenceInOrder              or       Yes     -                                 S  LO   no
            ErrorRecoveryLevel               min      0       0..2                              S  LO   yes
            SessionType                      declare  Normal  -                                 S  LO   yes
            TaskReporting                    list     RFC3720 RFC3720,ResponseFence,FastAbort   S  LO   no
            iSCSIProtocolLevel               min      1       0..31                             S  LO   no
            X#NodeArchitecture               declare  -       -                                 -  LO   yes
            IFMarker                         reject   No      -                                 -  -    -
            OFMarker                         reject   No      -                                 -  -    -
            IFMarkInt                        reject   -       -                                 -  -    -
            OFMarkInt                        reject   -       -                                 -  -    -
            RDMAExtensions                   rdma     No      -                                 S  LO   no
            InitiatorRecvDataSegmentLength   iser     8192    -                                 C  IO   no
            TargetRecvDataSegmentLength      iser     8192    -                                 C  IO   no
            MaxOutstandingUnexpectedPDUs     iser     -       -                                 -  -    no
            MaxAHSLength                     iser     -       -                                 -  -    no
            TaggedBufferForSolicitedDataOnly iser     -       -                                 -  -    no
            iSERHelloRequired                iser     -       -                                 -  -    no
            """;

    private static final Map<String, Function<Negotiated, Object>> OUTCOMES = Map.ofEntries(
            Map.entry("HeaderDigest", it -> it.headerDigest() ? "CRC32C" : "None"),
            Map.entry("DataDigest", it -> it.dataDigest() ? "CRC32C" : "None"),
            Map.entry("MaxConnections", Negotiated::maxConnections),
            Map.entry("InitialR2T", it -> yes(it.initialR2T())),
            Map.entry("ImmediateData", it -> yes(it.immediateData())),
            Map.entry("MaxBurstLength", Negotiated::maxBurstLength),
            Map.entry("FirstBurstLength", Negotiated::firstBurstLength),
            Map.entry("DefaultTime2Wait", Negotiated::defaultTime2Wait),
            Map.entry("DefaultTime2Retain", Negotiated::defaultTime2Retain),
            Map.entry("MaxOutstandingR2T", Negotiated::maxOutstandingR2T),
            Map.entry("DataPDUInOrder", it -> yes(it.dataPduInOrder())),
            Map.entry("DataSequenceInOrder", it -> yes(it.dataSequenceInOrder())),
            Map.entry("ErrorRecoveryLevel", Negotiated::errorRecoveryLevel),
            Map.entry("TaskReporting", Negotiated::taskReporting),
            Map.entry("iSCSIProtocolLevel", Negotiated::protocolLevel));

    record Row(String key, String rule, String byDefault, String values, String scope, String use, String discovery) {
        boolean negotiated() {
            return Set.of("min", "max", "and", "or").contains(rule) || (rule.equals("list") && !use.equals("SEC"));
        }

        long low() {
            return Long.parseLong(values.substring(0, values.indexOf('.')));
        }

        long high() {
            return Long.parseLong(values.substring(values.lastIndexOf('.') + 1));
        }

        /// Values that show the rule: the ends of the range, their neighbours, the default; all lists of one or two.
        List<String> samples() {
            return switch (rule) {
                case "min", "max" ->
                    Stream.of(low(), low() + 1, (low() + high()) / 2, high() - 1, high(), Long.parseLong(byDefault))
                            .distinct()
                            .map(String::valueOf)
                            .toList();
                case "and", "or" -> List.of("Yes", "No");
                default -> lists(values.split(",", -1));
            };
        }

        /// What two values come to; an empty text when it must be rejected.
        String outcome(String offered, String own) {
            return switch (rule) {
                case "min" -> String.valueOf(Math.min(Long.parseLong(offered), Long.parseLong(own)));
                case "max" -> String.valueOf(Math.max(Long.parseLong(offered), Long.parseLong(own)));
                case "and" -> offered.equals("Yes") ? own : "No";
                case "or" -> offered.equals("No") ? own : "Yes";
                default -> firstCommon(offered, own);
            };
        }

        private static String firstCommon(String offered, String own) {
            for (String value : offered.split(",", -1)) {
                if (Arrays.asList(own.split(",", -1)).contains(value)) {
                    return value;
                }
            }
            return "";
        }

        private static List<String> lists(String[] values) {
            Set<String> lists = new LinkedHashSet<>(List.of(values));
            for (String one : values) {
                for (String other : values) {
                    if (!one.equals(other)) {
                        lists.add(one + "," + other);
                    }
                }
            }
            return List.copyOf(lists);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    static List<Row> rows() {
        return RFC.lines()
                .map(line -> line.split(" +", -1))
                .map(w -> new Row(w[0], w[1], w[2], w[3], w[4], w[5], w[6]))
                .toList();
    }

    static List<Row> negotiated() {
        return rows().stream().filter(Row::negotiated).toList();
    }

    @Test
    void both_tables_have_the_same_keys_beside_those_of_chap() {
        assertThat(Arrays.stream(Key.values()).map(Key::text).filter(text -> !text.startsWith("CHAP_")))
                .containsExactlyInAnyOrderElementsOf(
                        rows().stream().map(Row::key).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void default_range_scope_and_use_are_the_rfcs(Row row) {
        Key key = Key.of(row.key()).orElseThrow();
        if (!row.byDefault().equals("-")) {
            assertThat(key.byDefault()).isEqualTo(row.byDefault());
        }
        if (row.values().contains("..")) {
            for (long value : new long[] {row.low() - 1, row.low(), row.high(), row.high() + 1}) {
                assertThat(key.kind().valid(String.valueOf(value)))
                        .as("%s", value)
                        .isEqualTo(value >= row.low() && value <= row.high());
            }
        }
        if (!row.scope().equals("-") && !row.use().equals("SEC")) {
            assertThat(key.scope().name()).startsWith(row.scope());
        }
        assertThat(key.isDeclared()).isEqualTo(row.rule().equals("declare"));
        if (!row.use().equals("-")) {
            assertThat(key.use())
                    .isEqualTo(
                            switch (row.use()) {
                                case "F" -> Key.Use.FIRST;
                                case "LO" -> Key.Use.LEADING;
                                case "IO" -> Key.Use.INITIAL;
                                case "FF" -> Key.Use.FULL_FEATURE;
                                case "SEC" -> Key.Use.SECURITY;
                                default -> Key.Use.ALL;
                            });
        }
        if (!row.discovery().equals("-")) {
            assertThat(key.inDiscovery()).isEqualTo(row.discovery().equals("yes"));
        }
    }

    @ParameterizedTest
    @MethodSource("negotiated")
    void both_ends_come_to_what_the_rule_says_for_every_pair_of_values(Row row) {
        Key key = Key.of(row.key()).orElseThrow();
        for (String offered : row.samples()) {
            for (String own : row.samples()) {
                Negotiation initiator = new Negotiation(new Wishes(Map.of(key, offered)), false);
                Negotiation target = new Negotiation(new Wishes(Map.of(key, own)), false);
                List<KeyValue> answers = target.receive(initiator.offer());
                String outcome = limited(row, row.outcome(offered, own));
                assertThat(answers)
                        .as("%s=%s where the target has %s", key, offered, own)
                        .containsExactly(KeyValue.of(key, outcome.isEmpty() ? "Reject" : outcome));
                initiator.receive(answers);
                String agreed = outcome.isEmpty() ? row.byDefault() : outcome;
                for (Negotiation end : List.of(initiator, target)) {
                    assertThat(String.valueOf(outcome(row).apply(end.result())))
                            .as("%s=%s where the target has %s", key, offered, own)
                            .isEqualTo(agreed);
                }
            }
        }
    }

    /// FirstBurstLength is never more than MaxBurstLength (§13.14), here by default.
    private static String limited(Row row, String outcome) {
        return row.key().equals("FirstBurstLength")
                ? String.valueOf(Math.min(262_144, Long.parseLong(outcome)))
                : outcome;
    }

    @ParameterizedTest
    @MethodSource("negotiated")
    void a_discovery_session_finds_irrelevant_what_moves_no_data(Row row) {
        Key key = Key.of(row.key()).orElseThrow();
        List<KeyValue> answers =
                new Negotiation(new Wishes(Map.of()), true).receive(List.of(KeyValue.of(key, row.byDefault())));
        assertThat(answers.getFirst().value())
                .isEqualTo(row.discovery().equals("yes") ? row.byDefault() : "Irrelevant");
    }

    @Test
    void what_is_out_of_range_or_no_value_at_all_is_rejected() {
        for (Row row : negotiated()) {
            Key key = Key.of(row.key()).orElseThrow();
            List<String> wrong = row.values().contains("..")
                    ? List.of(String.valueOf(row.low() - 1), String.valueOf(row.high() + 1), "many", "")
                    : List.of("perhaps", "yes", "");
            for (String value : wrong) {
                Negotiation target = new Negotiation(new Wishes(Map.of()), false);
                assertThat(target.receive(List.of(KeyValue.of(key, value))))
                        .as("%s=%s", key, value)
                        .containsExactly(KeyValue.of(key, "Reject"));
                assertThat(String.valueOf(outcome(row).apply(target.result()))).isEqualTo(row.byDefault());
            }
        }
    }

    @Test
    void obsolete_keys_are_rejected_and_those_of_rdma_refused() {
        for (Row row : rows()) {
            String answer = switch (row.rule()) {
                case "reject" -> "Reject";
                case "rdma" -> "No";
                case "iser" -> "Irrelevant";
                default -> "";
            };
            if (!answer.isEmpty()) {
                for (String value : List.of("Yes", "No", "2048~8192", "512")) {
                    assertThat(new Negotiation(Wishes.TARGET, false).receive(List.of(new KeyValue(row.key(), value))))
                            .containsExactly(new KeyValue(row.key(), answer));
                }
            }
        }
    }

    @Test
    void first_burst_length_is_irrelevant_where_no_data_comes_unasked() {
        Negotiation target = new Negotiation(Wishes.TARGET, false);
        assertThat(target.receive(List.of(
                        new KeyValue("FirstBurstLength", "65536"),
                        new KeyValue("InitialR2T", "Yes"),
                        new KeyValue("ImmediateData", "No"))))
                .containsExactly(
                        new KeyValue("FirstBurstLength", "Irrelevant"),
                        new KeyValue("InitialR2T", "Yes"),
                        new KeyValue("ImmediateData", "No"));
    }

    @Test
    void an_unknown_key_is_not_understood() {
        assertThat(new Negotiation(Wishes.TARGET, false).receive(List.of(new KeyValue("X-com.example.speed", "high"))))
                .containsExactly(new KeyValue("X-com.example.speed", "NotUnderstood"));
    }

    private static String yes(boolean it) {
        return it ? "Yes" : "No";
    }

    private static Function<Negotiated, Object> outcome(Row row) {
        return Objects.requireNonNull(OUTCOMES.get(row.key()), row.key());
    }
}
