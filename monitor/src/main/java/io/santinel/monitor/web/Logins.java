package io.santinel.monitor.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Browsers that are logged in, by the random token in their cookie.
final class Logins {
    static final Duration LIFETIME = Duration.ofHours(12);
    /// So many at a time; the oldest ends when one more logs in.
    static final int LIMIT = 256;

    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<String, Instant> expiry = new LinkedHashMap<>();

    Logins(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    synchronized String open() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        expiry.values().removeIf(end -> !now.isBefore(end));
        if (expiry.size() >= LIMIT) {
            expiry.remove(expiry.keySet().iterator().next());
        }
        expiry.put(token, now.plus(LIFETIME));
        return token;
    }

    synchronized boolean knows(@Nullable String token) {
        Instant end = token == null ? null : expiry.get(token);
        return end != null && clock.instant().isBefore(end);
    }

    synchronized void close(@Nullable String token) {
        if (token != null) {
            expiry.remove(token);
        }
    }
}
