package io.santinel.iscsi.login;

import io.santinel.iscsi.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The hash functions of CHAP, RFC 7143 §12.1.3 and its registry; MD5 is the one that all peers know.
public enum ChapAlgorithm {
    MD5(5, "MD5", 16),
    SHA_1(6, "SHA-1", 20),
    SHA_256(7, "SHA-256", 32),
    SHA3_256(8, "SHA3-256", 32);

    private final int code;
    private final String hash;
    private final int length;

    ChapAlgorithm(int code, String hash, int length) {
        this.code = code;
        this.hash = hash;
        this.length = length;
    }

    public static Optional<ChapAlgorithm> of(long code) {
        return Arrays.stream(values()).filter(a -> a.code == code).findFirst();
    }

    /// Reads names as `SHA-256,MD5`, in the order in which they are liked.
    ///
    /// @throws IllegalArgumentException when one is unknown or there is none; the message names all there are
    public static List<ChapAlgorithm> list(String text) {
        return Arrays.stream(text.split(","))
                .map(name -> Arrays.stream(values())
                        .filter(algorithm -> algorithm.hash.equalsIgnoreCase(name.strip()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "CHAP algorithm \"" + name.strip() + "\": want some of MD5, SHA-1, SHA-256, SHA3-256")))
                .toList();
    }

    /// The number in CHAP_A.
    public int code() {
        return code;
    }

    /// Bytes of a response, and of the challenges that we make for it.
    public int length() {
        return length;
    }

    /// Hash of identifier, secret and challenge.
    public byte[] response(int identifier, Secret secret, byte[] challenge) {
        byte[] revealed = secret.reveal();
        try {
            MessageDigest digest = MessageDigest.getInstance(hash);
            digest.update((byte) identifier);
            digest.update(revealed);
            return digest.digest(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + hash, e);
        } finally {
            Arrays.fill(revealed, (byte) 0);
        }
    }
}
