package io.santinel.iscsi.interop;

import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.session.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Login keys that belong together.
record Combination(
        boolean immediateData,
        boolean initialR2t,
        boolean headerDigest,
        boolean dataDigest,
        int firstBurst,
        int maxBurst,
        int maxOutstandingR2t,
        int maxSegment) {
    private static final int[][] BURSTS = {{512, 4096}, {8192, 16384}, {65536, 131072}};
    private static final int[] SEGMENTS = {512, 8192, 262144};
    private static final int OUTSTANDING_MAX = 8;

    /// All there are.
    static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (int flags = 0; flags < 16; flags++) {
            for (int[] bursts : BURSTS) {
                for (int segment : SEGMENTS) {
                    for (int outstanding = 1; outstanding <= OUTSTANDING_MAX; outstanding++) {
                        all.add(new Combination(
                                (flags & 1) != 0,
                                (flags & 2) != 0,
                                (flags & 4) != 0,
                                (flags & 8) != 0,
                                bursts[0],
                                bursts[1],
                                outstanding,
                                segment));
                    }
                }
            }
        }
        return all;
    }

    Wishes wishes() {
        return Wishes.INITIATOR
                .with(Key.IMMEDIATE_DATA, yesNo(immediateData))
                .with(Key.INITIAL_R2T, yesNo(initialR2t))
                .with(Key.HEADER_DIGEST, digest(headerDigest))
                .with(Key.DATA_DIGEST, digest(dataDigest))
                .with(Key.FIRST_BURST_LENGTH, String.valueOf(firstBurst))
                .with(Key.MAX_BURST_LENGTH, String.valueOf(maxBurst))
                .with(Key.MAX_OUTSTANDING_R2T, String.valueOf(maxOutstandingR2t))
                .with(Key.MAX_RECV_DATA_SEGMENT_LENGTH, String.valueOf(maxSegment))
                .with(Key.DEFAULT_TIME2WAIT, "0");
    }

    /// What the login came to against the rule of its key, where that leaves no choice.
    Optional<String> broken(SessionView view) {
        List<String> wrong = new ArrayList<>();
        if (!immediateData) {
            expect(view, wrong, "ImmediateData", "No");
        }
        if (initialR2t) {
            expect(view, wrong, "InitialR2T", "Yes");
        }
        expect(view, wrong, "HeaderDigest", digest(headerDigest));
        expect(view, wrong, "DataDigest", digest(dataDigest));
        atMost(view, wrong, "MaxBurstLength", maxBurst);
        atMost(view, wrong, "MaxOutstandingR2T", maxOutstandingR2t);
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wrong));
    }

    private static void expect(SessionView view, List<String> wrong, String key, String value) {
        if (!value.equals(view.parameters().get(key))) {
            wrong.add(key + "=" + view.parameters().get(key) + " instead of " + value);
        }
    }

    private static void atMost(SessionView view, List<String> wrong, String key, int value) {
        if (Integer.parseInt(view.parameters().getOrDefault(key, "0")) > value) {
            wrong.add(key + "=" + view.parameters().get(key) + " above " + value);
        }
    }

    private static String yesNo(boolean yes) {
        return yes ? "Yes" : "No";
    }

    private static String digest(boolean on) {
        return on ? "CRC32C" : "None";
    }

    @Override
    public String toString() {
        return "ImmediateData=" + yesNo(immediateData) + " InitialR2T=" + yesNo(initialR2t) + " HeaderDigest="
                + digest(headerDigest) + " DataDigest=" + digest(dataDigest) + " FirstBurstLength=" + firstBurst
                + " MaxBurstLength=" + maxBurst + " MaxOutstandingR2T=" + maxOutstandingR2t
                + " MaxRecvDataSegmentLength=" + maxSegment;
    }
}
