package io.santinel.app.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.fuzz.Corpus;
import io.santinel.iscsi.fuzz.FuzzResult;
import io.santinel.iscsi.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PcapFuzzTest {
    @Test
    void copes_with_whatever_a_file_holds() throws IOException {
        Corpus kept = new Corpus(Path.of("../iscsi/src/test/fixtures/fuzz"));

        FuzzResult result = new Fuzzer(new PcapFuzz(), 7143).run(kept.of("pcap"), TimeUnit.MILLISECONDS.toNanos(300));

        assertThat(result.kinds()).isEmpty();
    }
}
