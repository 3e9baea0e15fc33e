package io.santinel.iscsi.login;

import io.santinel.iscsi.Secret;

/// A name and what proves it.
///
/// @param name 1 to 255 bytes, CHAP_N
/// @param secret 1 to 255 bytes; twelve at least where the network can be listened to (RFC 7143 §12.1.3)
public record Credentials(String name, Secret secret) {
    private static final int MAX = 255;

    public Credentials {
        if (name.isEmpty() || name.length() > MAX || secret.length() < 1 || secret.length() > MAX) {
            throw new IllegalArgumentException("CHAP name and secret: want 1 to " + MAX + " bytes each");
        }
    }
}
