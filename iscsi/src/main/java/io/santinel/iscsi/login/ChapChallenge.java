package io.santinel.iscsi.login;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.Text;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// A challenge, made by either end, and what is expected in answer to it, RFC 7143 §12.1.3.
///
/// @param identifier 0–255
/// @param challenge 1 to 1024 bytes
record ChapChallenge(ChapAlgorithm algorithm, int identifier, ByteBuffer challenge) {
    /// Longest challenge or response.
    static final int MAX_BYTES = 1024;

    private static final int IDENTIFIERS = 256;

    /// A fresh one, as long as the hash.
    ///
    /// @param random unpredictable
    static ChapChallenge fresh(ChapAlgorithm algorithm, RandomGenerator random) {
        byte[] bytes = new byte[algorithm.length()];
        random.nextBytes(bytes);
        return new ChapChallenge(algorithm, random.nextInt(IDENTIFIERS), ByteBuffer.wrap(bytes));
    }

    /// The peer's.
    ///
    /// @throws ProtocolViolation when one of its keys is missing or cannot be read
    static ChapChallenge read(ChapAlgorithm algorithm, List<KeyValue> pairs) {
        OptionalLong identifier = Numbers.number(required(pairs, Key.CHAP_I));
        if (identifier.isEmpty() || identifier.getAsLong() >= IDENTIFIERS) {
            throw new ProtocolViolation("12.1.3", "CHAP_I is no number from 0 to 255");
        }
        byte[] challenge = binary(pairs, Key.CHAP_C);
        return new ChapChallenge(algorithm, (int) identifier.getAsLong(), ByteBuffer.wrap(challenge));
    }

    /// CHAP_I and CHAP_C.
    List<KeyValue> pairs() {
        return List.of(
                KeyValue.of(Key.CHAP_I, Integer.toString(identifier)), KeyValue.of(Key.CHAP_C, Numbers.hex(bytes())));
    }

    boolean sameBytes(ChapChallenge other) {
        return challenge.equals(other.challenge);
    }

    /// CHAP_N and CHAP_R.
    List<KeyValue> answer(Credentials credentials) {
        return List.of(
                KeyValue.of(Key.CHAP_N, credentials.name()),
                KeyValue.of(Key.CHAP_R, Numbers.hex(algorithm.response(identifier, credentials.secret(), bytes()))));
    }

    /// True when CHAP_R among these pairs proves the secret.
    ///
    /// @throws ProtocolViolation when CHAP_R is missing or cannot be read
    boolean isProved(List<KeyValue> pairs, Secret secret) {
        return MessageDigest.isEqual(binary(pairs, Key.CHAP_R), algorithm.response(identifier, secret, bytes()));
    }

    static String required(List<KeyValue> pairs, Key key) {
        return Text.find(pairs, key).orElseThrow(() -> new ProtocolViolation("12.1.3", key + " is missing"));
    }

    private static byte[] binary(List<KeyValue> pairs, Key key) {
        return Numbers.binary(required(pairs, key), MAX_BYTES)
                .filter(bytes -> bytes.length > 0)
                .orElseThrow(
                        () -> new ProtocolViolation("12.1.3", key + " is no binary of 1 to " + MAX_BYTES + " bytes"));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[challenge.remaining()];
        challenge.get(challenge.position(), bytes);
        return bytes;
    }
}
