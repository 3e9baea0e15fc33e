package io.santinel.monitor.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names of services that are stable and fit for a URL: `MACHINE.KIND.HASH`.
public final class ServiceId {
    /// What a machine may be called: it stands in URLs, in file names and on command lines.
    public static final Pattern MACHINE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int HASH_OCTETS = 6;

    private ServiceId() {}

    /// The id of one service; equal arguments give equal ids for ever.
    ///
    /// @param check name of the check, as `open_iscsi_sessions`
    public static String of(String machine, String check, String item) {
        return machine + "." + kind(check) + "." + hash(item);
    }

    /// The machine in an id, or the text itself when it is no id.
    static String machine(String id) {
        int hash = id.lastIndexOf('.');
        int kind = hash < 0 ? -1 : id.lastIndexOf('.', hash - 1);
        return kind < 0 ? id : id.substring(0, kind);
    }

    private static String kind(String check) {
        return switch (check.replace('-', '_')) {
            case "open_iscsi_sessions" -> "status";
            case "open_iscsi_session_stats" -> "session";
            case "open_iscsi_host_stats" -> "host";
            default -> check.replaceAll("[^A-Za-z0-9]", "-");
        };
    }

    private static String hash(String item) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(item.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
