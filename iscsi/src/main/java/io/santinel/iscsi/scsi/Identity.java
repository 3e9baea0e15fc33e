package io.santinel.iscsi.scsi;

/// Who a logical unit is, the same through every portal: initiators recognise paths to one disk by it.
///
/// @param vendor up to 8 ASCII characters
/// @param product up to 16
/// @param revision up to 4
/// @param serial unit serial number, up to 32
/// @param naa low 60 bits of a locally assigned NAA identifier (type 3)
public record Identity(String vendor, String product, String revision, String serial, long naa) {
    private static final long NAA_BITS = (1L << 60) - 1;
    private static final long LOCALLY_ASSIGNED = 3L << 60;

    public Identity {
        check(vendor, 8);
        check(product, 16);
        check(revision, 4);
        check(serial, 32);
    }

    /// The identity of a unit of a target: name and LUN decide it, so that it survives a restart.
    public static Identity of(String targetName, int lun) {
        return of(targetName, lun, "RAM DISK");
    }

    /// The same for a unit that is another product.
    public static Identity of(String targetName, int lun, String product) {
        long hash = hash(targetName + "," + lun);
        return new Identity("SANTINEL", product, "0.1", "%016x".formatted(hash), hash & NAA_BITS);
    }

    /// The eight bytes of the NAA designator.
    public long designator() {
        return LOCALLY_ASSIGNED | (naa & NAA_BITS);
    }

    /// FNV-1a, 64 bits.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static void check(String text, int limit) {
        if (text.length() > limit || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": want at most " + limit + " printable ASCII characters");
        }
    }
}
