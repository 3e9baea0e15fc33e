package io.santinel.iscsi.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.target.RamBackstore;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A short run of the model; `./dev model` runs it for as long as one likes.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ModelTest {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(20);

    @Test
    void nothing_is_lost_stale_or_torn_whatever_happens_on_the_way() throws Exception {
        long seed = new Random().nextLong();
        try (TargetUnderTest target = new ChildTarget(Model.medium())) {
            Outcome outcome = new ModelRun(seed, target, UnaryOperator.identity()).run(SHORT);
            System.out.println(outcome);
            assertThat(outcome.examples()).as(outcome.toString()).isEmpty();
            assertThat(outcome.clean()).as(outcome.toString()).isTrue();
            assertThat(outcome.faultCount()).as(outcome.toString()).isGreaterThan(10);
        }
    }

    @Test
    void an_initiator_that_retries_after_a_newer_write_is_caught() throws Exception {
        isCaught(Broken::retriesAfterANewerWrite);
    }

    @Test
    void an_initiator_that_acknowledges_before_the_answer_is_caught() throws Exception {
        isCaught(Broken::acknowledgesBeforeTheAnswer);
    }

    private static void isCaught(UnaryOperator<Disk> broken) throws IOException, InterruptedException {
        try (TargetUnderTest target = new OwnTarget(RamBackstore.allocate(RamBackstore.MIN_BYTES))) {
            Outcome outcome = new ModelRun(1, target, broken).run(FOUND_WITHIN);
            System.out.println(outcome);
            assertThat(outcome.clean()).as(outcome.toString()).isFalse();
        }
    }
}
