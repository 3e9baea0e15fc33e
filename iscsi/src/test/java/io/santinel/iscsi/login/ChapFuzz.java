package io.santinel.iscsi.login;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.KeyGrammar;
import io.santinel.iscsi.fuzz.Traffic;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Numbers and binaries of CHAP in decimal, hexadecimal and Base64, as challenge and as response.
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // public for the list of fuzzers, in a package of its own
public final class ChapFuzz implements Decoder {
    private static final Secret SECRET = Secret.of("unheard-of-secret".getBytes(StandardCharsets.UTF_8));

    @Override
    public String name() {
        return "chap";
    }

    @Override
    public List<byte[]> seeds() {
        return Traffic.data(opcode -> (opcode & 0x1f) == 3).stream()
                .filter(data -> new String(data, StandardCharsets.ISO_8859_1).contains("CHAP_"))
                .toList();
    }

    @Override
    public List<String> words() {
        return List.of(
                "CHAP_A=", "CHAP_I=", "CHAP_C=", "CHAP_R=", "CHAP_N=", "0x", "0b", "0B", "=", "==", "\0", "255", "-");
    }

    @Override
    public String decode(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        List<KeyValue> pairs = Text.parse(ByteBuffer.wrap(input));
        for (KeyValue pair : pairs) {
            outcome.append(Numbers.number(pair.value()).isPresent()).append(binary(pair.value()));
        }
        for (ChapAlgorithm algorithm : ChapAlgorithm.values()) {
            try {
                ChapChallenge challenge = ChapChallenge.read(algorithm, pairs);
                outcome.append(" read");
                if (challenge.isProved(pairs, SECRET)) {
                    throw new AssertionError("proved without the secret: " + pairs);
                }
                outcome.append(" judged");
            } catch (ProtocolViolation e) {
                outcome.append(e.section());
            }
        }
        return outcome.toString();
    }

    private static boolean binary(String text) {
        Optional<byte[]> bytes = Numbers.binary(text, ChapChallenge.MAX_BYTES);
        if (bytes.isPresent()) {
            byte[] read = bytes.get();
            Optional<byte[]> again = Numbers.binary(Numbers.hex(read), ChapChallenge.MAX_BYTES);
            boolean same = read.length == 0 || Arrays.equals(read, again.orElse(new byte[0]));
            if (read.length > ChapChallenge.MAX_BYTES || !same) {
                throw new AssertionError(read.length + " bytes of " + text);
            }
        }
        return bytes.isPresent();
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 1100 : 64)];
        random.nextBytes(bytes);
        String binary = random.nextBoolean()
                ? Numbers.hex(bytes)
                : "0b" + Base64.getEncoder().encodeToString(bytes);
        String text =
                "CHAP_I=" + random.nextInt(-2, 260) + "\0CHAP_C=" + binary + "\0CHAP_R=" + binary + "\0CHAP_N=a\0";
        byte[] other = KeyGrammar.text(random, 4);
        return (random.nextInt(4) == 0 ? text + new String(other, StandardCharsets.UTF_8) : text)
                .getBytes(StandardCharsets.UTF_8);
    }
}
