package io.santinel.iscsi.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table against what the RFC's text says of each key, written down a second time and by examples.
class KeyTableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // key | section | default | offered | own | result
                "HeaderDigest | 13.1 | None | CRC32C,None | None,CRC32C | CRC32C",
                "DataDigest | 13.1 | None | None,CRC32C | CRC32C,None | None",
                "MaxConnections | 13.2 | 1 | 8 | 4 | 4",
                "InitialR2T | 13.10 | Yes | No | Yes | Yes",
                "InitialR2T | 13.10 | Yes | No | No | No",
                "ImmediateData | 13.11 | Yes | Yes | No | No",
                "ImmediateData | 13.11 | Yes | Yes | Yes | Yes",
                "MaxBurstLength | 13.13 | 262144 | 16776192 | 1048576 | 1048576",
                "FirstBurstLength | 13.14 | 65536 | 262144 | 65536 | 65536",
                "DefaultTime2Wait | 13.15 | 2 | 2 | 10 | 10",
                "DefaultTime2Wait | 13.15 | 2 | 30 | 10 | 30",
                "DefaultTime2Retain | 13.16 | 20 | 20 | 0 | 0",
                "MaxOutstandingR2T | 13.17 | 1 | 16 | 65535 | 16",
                "DataPDUInOrder | 13.18 | Yes | No | Yes | Yes",
                "DataSequenceInOrder | 13.19 | Yes | Yes | No | Yes",
                "ErrorRecoveryLevel | 13.20 | 0 | 2 | 0 | 0",
                "TaskReporting | 13.23 | RFC3720 | FastAbort,ResponseFence,RFC3720 | RFC3720 | RFC3720",
                "iSCSIProtocolLevel | 13.24 | 1 | 2 | 1 | 1",
                "IFMarker | 13.25 | No | Yes | No | Reject",
                "OFMarker | 13.25 | No | No | No | Reject",
                "IFMarkInt | 13.25 | '' | 2048 | '' | Reject",
                "OFMarkInt | 13.25 | '' | 2048 | '' | Reject",
                "RDMAExtensions | 7145:6.3 | No | Yes | No | No",
                "InitiatorRecvDataSegmentLength | 7145:6.5 | 8192 | 512 | '' | Irrelevant",
            })
    void each_key_is_answered_by_its_rule(
            String text, String section, String byDefault, String offered, String own, String result) {
        Key key = Key.of(text).orElseThrow();
        assertThat(key.section()).isEqualTo(section);
        assertThat(key.byDefault()).isEqualTo(byDefault);
        assertThat(key.kind().answer(offered, own)).contains(result);
        assertThat(key.isDeclared()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "MaxConnections,1,65535",
        "MaxRecvDataSegmentLength,512,16777215",
        "MaxBurstLength,512,16777215",
        "FirstBurstLength,512,16777215",
        "DefaultTime2Wait,0,3600",
        "DefaultTime2Retain,0,3600",
        "MaxOutstandingR2T,1,65535",
        "ErrorRecoveryLevel,0,2",
        "iSCSIProtocolLevel,0,31",
        "TargetPortalGroupTag,0,65535"
    })
    void a_number_outside_its_range_is_rejected(String text, int low, int high) {
        Kind kind = Key.of(text).orElseThrow().kind();
        assertThat(kind.answer(Integer.toString(low), Integer.toString(low))).contains(Integer.toString(low));
        assertThat(kind.answer(Integer.toString(high), Integer.toString(high))).contains(Integer.toString(high));
        for (String wrong : List.of(
                Integer.toString(low - 1), Integer.toString(high + 1), "", "Yes", "-1", "1x", "99999999999999999999")) {
            assertThat(kind.answer(wrong, Integer.toString(high))).as(wrong).isEmpty();
        }
    }

    @Test
    void names_and_limits_are_declared_and_not_answered() {
        assertThat(Arrays.stream(Key.values()).filter(Key::isDeclared).map(Key::text))
                .containsExactlyInAnyOrder(
                        "CHAP_A",
                        "CHAP_I",
                        "CHAP_C",
                        "CHAP_N",
                        "CHAP_R",
                        "SendTargets",
                        "TargetName",
                        "InitiatorName",
                        "TargetAlias",
                        "InitiatorAlias",
                        "TargetAddress",
                        "TargetPortalGroupTag",
                        "MaxRecvDataSegmentLength",
                        "SessionType",
                        "X#NodeArchitecture");
    }

    @Test
    void connection_keys_are_these() {
        Map<Key.Scope, List<String>> scopes = new TreeMap<>();
        for (Key key : Key.values()) {
            scopes.merge(key.scope(), List.of(key.text()), (a, b) -> {
                List<String> both = new ArrayList<>(a);
                both.addAll(b);
                return both;
            });
        }
        assertThat(scopes.get(Key.Scope.CONNECTION))
                .contains("HeaderDigest", "DataDigest", "MaxRecvDataSegmentLength", "AuthMethod")
                .doesNotContain("MaxBurstLength", "ErrorRecoveryLevel", "TargetPortalGroupTag", "TaskReporting");
    }

    @Test
    void a_list_without_a_common_value_is_rejected() {
        assertThat(Key.HEADER_DIGEST.kind().answer("CRC32C", "None")).isEmpty();
        assertThat(Key.HEADER_DIGEST.kind().answer("crc32c,X-mine,None", "None,CRC32C"))
                .contains("None");
    }

    @Test
    void an_answer_moves_the_right_way_or_is_none() {
        assertThat(Key.MAX_BURST_LENGTH.kind().admits("65536", "131072")).isFalse();
        assertThat(Key.MAX_BURST_LENGTH.kind().admits("65536", "300")).isTrue();
        assertThat(Key.DEFAULT_TIME2WAIT.kind().admits("5", "2")).isFalse();
        assertThat(Key.INITIAL_R2T.kind().admits("Yes", "No")).isFalse();
        assertThat(Key.IMMEDIATE_DATA.kind().admits("No", "Yes")).isFalse();
        assertThat(Key.DATA_DIGEST.kind().admits("None", "CRC32C")).isFalse();
    }

    @Test
    void numbers_are_decimal_or_hexadecimal() {
        assertThat(Numbers.number("0x1F")).hasValue(31);
        assertThat(Numbers.number("007")).hasValue(7);
        assertThat(Numbers.number("")).isEmpty();
        assertThat(Numbers.number("0x")).isEmpty();
        assertThat(Numbers.number("1e3")).isEmpty();
    }

    @Test
    void binaries_are_hexadecimal_or_base64_and_bounded() {
        assertThat(Numbers.binary("0xAbC", 8)).map(b -> List.of(b[0], b[1])).contains(List.of((byte) 0xa, (byte) 0xbc));
        assertThat(Numbers.binary("0bAQID", 8)).map(b -> b.length).contains(3);
        assertThat(Numbers.binary("0x0102", 1)).isEmpty();
        for (String wrong : List.of("", "0x", "0xgg", "0b*", "abcd", "12345")) {
            assertThat(Numbers.binary(wrong, 8).map(b -> b.length)).as(wrong).isEqualTo(Optional.empty());
        }
    }
}
