package io.santinel.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapTest {
    private static final Secret SECRET = Secret.of("secretsecret12".getBytes(StandardCharsets.UTF_8));

    /// Computed with other tools: identifier 1, challenge 00 to 0f.
    @ParameterizedTest
    @CsvSource({
        "MD5,c69b78dc6ac14bd854fdade1fcb18a77",
        "SHA_1,65e4245e0c9956bf68ad0521e81eb2e742064598",
        "SHA_256,5d16fcb2f22bd26fb851f29bc90b8fd75a0b57441c9bde26b53c1c1eac454004",
        "SHA3_256,83e86026dd2eec769596b20f029b11bba8aef7ba2f92ed95fc3e358bedc41aa8"
    })
    void responses_are_those_of_the_vectors(ChapAlgorithm algorithm, String response) {
        byte[] challenge = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] computed = algorithm.response(1, SECRET, challenge);
        assertThat(HexFormat.of().formatHex(computed)).isEqualTo(response);
        assertThat(computed).hasSize(algorithm.length());
    }

    @Test
    void a_challenge_of_1024_bytes_is_taken_and_a_longer_or_empty_one_is_not() {
        assertThat(challenge("7", "0x" + "ab".repeat(1024)).challenge().remaining())
                .isEqualTo(1024);
        for (String wrong : List.of("0x" + "ab".repeat(1025), "0x", "", "0xzz")) {
            assertThatThrownBy(() -> challenge("7", wrong)).isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void an_identifier_is_one_byte() {
        assertThat(challenge("0xff", "0x01").identifier()).isEqualTo(255);
        for (String wrong : List.of("256", "-1", "x", "")) {
            assertThatThrownBy(() -> challenge(wrong, "0x01")).isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void a_response_in_base64_proves_as_much_as_one_in_digits() {
        ChapChallenge challenge = challenge("1", "0x000102030405060708090a0b0c0d0e0f");
        assertThat(challenge.isProved(List.of(new KeyValue("CHAP_R", "0bxpt43GrBS9hU/a3h/LGKdw==")), SECRET))
                .isTrue();
        assertThat(challenge.isProved(List.of(new KeyValue("CHAP_R", "0xc69b78dc6ac14bd854fdade1fcb18a")), SECRET))
                .isFalse();
    }

    private static ChapChallenge challenge(String identifier, String bytes) {
        return ChapChallenge.read(
                ChapAlgorithm.MD5, List.of(new KeyValue("CHAP_I", identifier), new KeyValue("CHAP_C", bytes)));
    }
}
