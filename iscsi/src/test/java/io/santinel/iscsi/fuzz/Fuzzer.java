package io.santinel.iscsi.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs a decoder on one input after the other, in one thread: seeds, then changed and generated ones. A crash is
/// anything thrown that is no refusal, more than a second of CPU, or more memory than the decoder may take.
public final class Fuzzer {
    private static final long MAX_RUN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_KEPT_BYTES = 16 * 1024 * 1024;
    private static final int MAX_OUTCOMES = 4000;
    private static final int MAX_KINDS = 20;
    private static final int RUNS_BETWEEN_CHECKS = 1000;
    private static final Pattern FIRST_WORDS = Pattern.compile("[A-Za-z]+( [a-z]+){0,4}");

    private final Decoder decoder;
    private final Random random;
    private final Mutator mutator;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<byte[]> kept = new ArrayList<>();
    private final Set<String> outcomes = new HashSet<>();
    private final Map<String, Crash> kinds = new LinkedHashMap<>();

    private long keptBytes;
    private long runs;
    private long crashes;
    private long longest;
    private long mostMemory;

    public Fuzzer(Decoder decoder, long seed) {
        this.decoder = decoder;
        random = new Random(seed);
        mutator = new Mutator(random, decoder.words());
    }

    /// Runs for so long, by [#time], and the seeds in any case.
    ///
    /// @param earlier inputs that crashed the decoder once
    public FuzzResult run(List<byte[]> earlier, long nanos) throws IOException {
        long begin = time();
        for (byte[] input : earlier) {
            kept.add(input);
            once(input);
        }
        for (byte[] input : decoder.seeds()) {
            kept.add(input);
            once(input);
        }
        int seeds = kept.size();
        while (time() - begin < nanos) {
            once(next());
        }
        check();
        return new FuzzResult(
                decoder.name(),
                runs,
                time() - begin,
                crashes,
                List.copyOf(kinds.values()),
                longest,
                mostMemory,
                kept.size() - seeds);
    }

    /// CPU time where it can be, so that a busy machine tries no less.
    private long time() {
        return decoder.hasThreads() ? System.nanoTime() : threads.getCurrentThreadCpuTime();
    }

    private byte[] next() {
        if (kept.isEmpty() || random.nextInt(4) == 0) {
            byte[] made = decoder.generate(random);
            return random.nextBoolean() ? made : mutator.change(made, any(made));
        }
        byte[] input = kept.get(random.nextInt(kept.size()));
        return mutator.change(input, any(input));
    }

    private byte[] any(byte[] otherwise) {
        return kept.isEmpty() ? otherwise : kept.get(random.nextInt(kept.size()));
    }

    /// One run, judged.
    void once(byte[] input) {
        long memory = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        Optional<Throwable> thrown = Optional.empty();
        String outcome = "";
        try {
            outcome = decoder.decode(input);
        } catch (Exception e) {
            outcome = e.getClass().getSimpleName() + ":" + shape(e.getMessage());
            thrown = decoder.refuses(e) ? Optional.empty() : Optional.of(e);
        } catch (Error e) {
            thrown = Optional.of(e);
        }
        runs++;
        long took = threads.getCurrentThreadCpuTime() - cpu;
        long allocated = threads.getCurrentThreadAllocatedBytes() - memory;
        longest = Math.max(longest, took);
        mostMemory = Math.max(mostMemory, allocated);
        if (thrown.isPresent()) {
            crash(input, kind(thrown.get()), trace(thrown.get()));
        } else if (took > MAX_RUN_NANOS) {
            crash(input, "slow", took / 1_000_000 + " ms of CPU for " + input.length + " bytes");
        } else if (allocated > decoder.memory(input.length)) {
            crash(input, "memory", allocated + " bytes of memory for " + input.length + " bytes");
        } else {
            keep(input, outcome);
        }
        if (runs % RUNS_BETWEEN_CHECKS == 0) {
            check();
        }
    }

    private void check() {
        try {
            decoder.checkNow();
        } catch (Exception | AssertionError e) {
            crash(new byte[0], "check " + kind(e), "check after " + runs + " runs: " + trace(e));
        }
    }

    private void keep(byte[] input, String outcome) {
        if (outcomes.size() < MAX_OUTCOMES && keptBytes < MAX_KEPT_BYTES && outcomes.add(outcome)) {
            kept.add(input);
            keptBytes += input.length;
        }
    }

    private void crash(byte[] input, String kind, String what) {
        crashes++;
        if (kinds.size() < MAX_KINDS) {
            kinds.putIfAbsent(kind, Crash.of(decoder.name(), input, kind, what));
        }
    }

    /// The first words of a message: what follows differs from input to input.
    private static String shape(@Nullable String message) {
        Matcher words = FIRST_WORDS.matcher(message == null ? "" : message);
        return words.find() ? words.group() : "";
    }

    private static String kind(Throwable thrown) {
        Throwable first = cause(thrown);
        StackTraceElement[] trace = first.getStackTrace();
        return first.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
    }

    private static String trace(Throwable thrown) {
        Throwable first = cause(thrown);
        StringBuilder text = new StringBuilder(first.equals(thrown) ? "" : thrown.getMessage() + ": ").append(first);
        StackTraceElement[] trace = first.getStackTrace();
        for (int i = 0; i < Math.min(8, trace.length); i++) {
            text.append("\n      at ").append(trace[i]);
        }
        return text.toString();
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause == null ? thrown : cause;
    }
}
