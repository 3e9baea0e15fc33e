package io.santinel.iscsi.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/// Something that must cope with any bytes: it reads them, or refuses them in the way that it declares.
public interface Decoder {
    /// The word for `./dev fuzz`.
    String name();

    /// Good input to begin with, from elsewhere.
    List<byte[]> seeds() throws IOException;

    /// Reads the input, and throws [AssertionError] when what it read makes no sense.
    ///
    /// @return what came of it in few words; input with a result that was not there before is kept
    String decode(byte[] input) throws Exception;

    /// True for what is thrown to refuse an input.
    boolean refuses(Exception thrown);

    /// Input made by the rules of the format, right or nearly so.
    byte[] generate(RandomGenerator random);

    /// Pieces that mean something in the format.
    default List<String> words() {
        return List.of();
    }

    /// Bytes that one run may allocate.
    ///
    /// @param length of the input
    default long memory(int length) {
        return 1024 * 1024 + 128L * length;
    }

    /// True when other threads do the work: then time is the clock's, not that of the calling thread's CPU.
    default boolean hasThreads() {
        return false;
    }

    /// A check after many runs that takes longer.
    default void checkNow() throws Exception {}

    /// Ends what the decoder has open.
    default void close() {}
}
