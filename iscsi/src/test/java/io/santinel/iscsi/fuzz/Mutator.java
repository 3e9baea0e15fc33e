package io.santinel.iscsi.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes input: bits, bytes, lengths and other numbers, pieces left out, doubled, put in, cut off, or from another
/// input.
final class Mutator {
    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_CHANGES = 8;
    private static final int MAX_PIECE = 256;

    /// Where numbers tend to break.
    private static final List<Long> EDGES = List.of(
            0L,
            1L,
            2L,
            3L,
            4L,
            0x7fL,
            0x80L,
            0xffL,
            0x100L,
            511L,
            512L,
            8192L,
            0x7fffL,
            0x8000L,
            0xffffL,
            0xff_ffffL,
            0x7fff_ffffL,
            0x8000_0000L,
            0xffff_fffeL,
            0xffff_ffffL,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            -1L);

    private final RandomGenerator random;
    private final List<String> words;

    Mutator(RandomGenerator random, List<String> words) {
        this.random = random;
        this.words = words;
    }

    /// @param other a second input, for pieces
    byte[] change(byte[] input, byte[] other) {
        byte[] changed = input;
        for (int i = random.nextInt(1, MAX_CHANGES + 1); i > 0; i--) {
            changed = once(changed, other);
        }
        return changed.length <= MAX_LENGTH ? changed : Arrays.copyOf(changed, MAX_LENGTH);
    }

    private byte[] once(byte[] input, byte[] other) {
        if (input.length == 0) {
            return insert(input, 0, random(random.nextInt(1, MAX_PIECE)));
        }
        int at = random.nextInt(input.length);
        return switch (random.nextInt(12)) {
            case 0, 1 -> overwrite(input, at, (byte) (input[at] ^ (1 << random.nextInt(8))));
            case 2 -> overwrite(input, at, (byte) random.nextInt());
            case 3, 4 -> number(input, at);
            case 5 -> insert(input, at, random(random.nextInt(1, 16)));
            case 6 -> insert(input, at, piece(input));
            case 7 -> remove(input, at, random.nextInt(1, MAX_PIECE));
            case 8 -> Arrays.copyOf(input, at);
            case 9 -> insert(input, at, word());
            case 10 -> overwrite(input, at, word());
            default -> insert(Arrays.copyOf(input, at), at, tail(other));
        };
    }

    /// One, two, three, four or eight bytes, big-endian: an edge, or a little more or less than was there.
    private byte[] number(byte[] input, int at) {
        int size = List.of(1, 2, 3, 4, 8).get(random.nextInt(5));
        ByteBuffer bytes = ByteBuffer.allocate(8);
        if (random.nextBoolean()) {
            bytes.putLong(0, EDGES.get(random.nextInt(EDGES.size())));
        } else {
            int there = Math.min(size, input.length - at);
            bytes.put(8 - size, input, at, there);
            bytes.putLong(0, bytes.getLong(0) + random.nextInt(-4, 5));
        }
        return overwrite(input, at, Arrays.copyOfRange(bytes.array(), 8 - size, 8));
    }

    private byte[] word() {
        return words.isEmpty()
                ? random(random.nextInt(1, 8))
                : words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] piece(byte[] input) {
        int from = random.nextInt(input.length);
        return Arrays.copyOfRange(input, from, Math.min(input.length, from + random.nextInt(1, MAX_PIECE)));
    }

    private byte[] tail(byte[] other) {
        return other.length == 0 ? other : Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] overwrite(byte[] input, int at, byte... with) {
        byte[] changed = input.clone();
        System.arraycopy(with, 0, changed, at, Math.min(with.length, input.length - at));
        return changed;
    }

    private static byte[] insert(byte[] input, int at, byte[] what) {
        byte[] changed = Arrays.copyOf(input, input.length + what.length);
        System.arraycopy(what, 0, changed, at, what.length);
        System.arraycopy(input, at, changed, at + what.length, input.length - at);
        return changed;
    }

    private static byte[] remove(byte[] input, int at, int count) {
        int behind = Math.min(input.length, at + count);
        byte[] changed = Arrays.copyOf(input, input.length - (behind - at));
        System.arraycopy(input, behind, changed, at, input.length - behind);
        return changed;
    }
}
