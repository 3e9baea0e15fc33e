package io.santinel.monitor.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The one account. Name and password are kept and compared as keyed hashes under a key of this process: neither the
/// length nor the place of the first difference can be told from the time that an answer takes.
final class Credential {
    private static final String HASH = "HmacSHA256";

    private final SecretKeySpec key;
    private final byte[] user;
    private final byte[] password;

    Credential(Settings settings, SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, HASH);
        user = hash(settings.user().getBytes(StandardCharsets.UTF_8));
        password = hash(settings.password().reveal());
    }

    boolean accepts(String name, String secret) {
        boolean sameUser = MessageDigest.isEqual(user, hash(name.getBytes(StandardCharsets.UTF_8)));
        boolean samePassword = MessageDigest.isEqual(password, hash(secret.getBytes(StandardCharsets.UTF_8)));
        return sameUser && samePassword;
    }

    private byte[] hash(byte[] text) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HASH + " is part of every Java", e);
        }
    }
}
