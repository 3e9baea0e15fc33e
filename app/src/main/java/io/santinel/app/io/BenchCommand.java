package io.santinel.app.io;

import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.session.SessionSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `santinel io bench`: how fast a logical unit is.
@Command(
        name = "bench",
        description =
                "Measures how fast a logical unit reads or writes, and prints rates and a histogram of latencies. "
                        + "A writing one overwrites the unit with noise.")
final class BenchCommand implements Callable<Integer> {
    /// Commands that may be under way beside the benchmark's.
    private static final int SPARE = 8;

    private static final int MAX_SIZE = 4 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Access access = new Access();

    @Parameters(paramLabel = "URL")
    private String url = "";

    @Option(names = "--mode", description = "randread, randwrite, seqread or seqwrite (default: randread)")
    private String mode = "randread";

    @Option(names = "--size", description = "bytes of a command, at most 4M (default: 4K)")
    private String size = "4K";

    @Option(names = "--depth", paramLabel = "N", description = "commands under way at a time (default: 32)")
    private int depth = 32;

    @Option(names = "--seconds", paramLabel = "S", description = "how long to measure (default: 10)")
    private double seconds = 10;

    @Option(names = "--warmup", paramLabel = "S", description = "how long to run before that (default: 2)")
    private double warmup = 2;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "commands a second instead of as many as go; --depth is then the most under way")
    private int rate;

    @Option(names = "--digests", description = "with header and data digests")
    private boolean digests;

    @Option(names = "--json", description = "one JSON object instead of text; times in microseconds")
    private boolean json;

    @Option(names = "--destroy-data", description = "allows a mode that writes")
    private boolean destroyData;

    @Override
    public Integer call() throws IOException {
        Load.Plan plan = plan();
        try (Access.Unit unit = access.open(url, 0, this::wishes)) {
            int blockLength = unit.capacity().blockLength();
            if (plan.size() % blockLength != 0 || plan.size() > unit.capacity().bytes()) {
                throw wrong("--size " + size + ": want a multiple of the block length " + blockLength
                        + ", not more than the unit has");
            }
            Load.Outcome outcome = new Load(unit, plan).run();
            BenchPrinter printer = new BenchPrinter(unit.toString(), plan, digests, outcome);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(printer.json());
            } else {
                printer.lines().forEach(out::println);
            }
            return 0;
        }
    }

    private SessionRequest wishes(SessionRequest request) {
        SessionRequest deep = request.withDepth(depth + SPARE);
        return digests ? deep.with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C") : deep;
    }

    private Load.Plan plan() {
        Mode chosen = chosen();
        if (chosen.isWrite() && !destroyData) {
            throw wrong("--mode " + mode + " overwrites the unit with noise: say --destroy-data too if you mean it");
        }
        long bytes;
        try {
            bytes = Size.parse(size);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--size: " + e.getMessage(), e);
        }
        int deepest = SessionSettings.MAX_DEPTH - SPARE;
        if (bytes < 1 || bytes > MAX_SIZE || depth < 1 || depth > deepest || rate < 0) {
            throw wrong("want --size up to 4M, --depth from 1 to " + deepest + ", --rate from 1");
        }
        if (!(seconds > 0 && seconds <= 86_400 && warmup >= 0 && warmup <= 86_400)) {
            throw wrong("want --seconds and --warmup up to a day");
        }
        return new Load.Plan(chosen, (int) bytes, depth, time(warmup), time(seconds), rate);
    }

    private Mode chosen() {
        for (Mode each : Mode.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return each;
            }
        }
        throw wrong("--mode \"" + mode + "\": want randread, randwrite, seqread or seqwrite");
    }

    private static Duration time(double value) {
        return Duration.ofNanos((long) (value * 1e9));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
