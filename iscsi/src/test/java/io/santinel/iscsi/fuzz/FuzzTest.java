package io.santinel.iscsi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A short run of every fuzzer, over what crashed it once and over new input; `./dev fuzz` runs them longer.
class FuzzTest {
    private static final long SEED = 7143;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    @TestFactory
    Stream<DynamicTest> copes_with_whatever_comes() {
        return Decoders.all().stream()
                .map(decoder -> DynamicTest.dynamicTest(decoder.name(), () -> {
                    try {
                        FuzzResult result = new Fuzzer(decoder, SEED).run(Corpus.KEPT.of(decoder.name()), NANOS);
                        assertThat(result.kinds()).as("seed %d", SEED).isEmpty();
                        assertThat(result.runs()).isPositive();
                    } finally {
                        decoder.close();
                    }
                }));
    }

    @Test
    void finds_what_is_broken() throws IOException {
        FuzzResult result = new Fuzzer(new Broken(), SEED).run(List.of(), 2 * NANOS);

        assertThat(result.kinds())
                .extracting(Crash::kind)
                .anySatisfy(kind -> assertThat(kind).startsWith("java.lang.ArrayIndexOutOfBoundsException"))
                .contains("memory");
        assertThat(result.line()).matches("fuzz broken: \\d+ runs, 0 s, \\d+ crashes");
    }

    /// Believes a length, and allocates by another.
    private static final class Broken implements Decoder {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<byte[]> seeds() {
            return List.of("length: 1, memory: 1".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String decode(byte[] input) {
            if (input.length < 4) {
                return "short";
            }
            byte[] buffer = new byte[(input[1] & 0xff) << 16];
            return input[input[0] & 0x3f] + "" + buffer.length;
        }

        @Override
        public boolean refuses(Exception thrown) {
            return false;
        }

        @Override
        public byte[] generate(RandomGenerator random) {
            return new byte[] {1, 1, 1, 1};
        }
    }
}
