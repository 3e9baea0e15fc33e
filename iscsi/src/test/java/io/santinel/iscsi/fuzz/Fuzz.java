package io.santinel.iscsi.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// `./dev fuzz [--seconds N] [--jobs N] [--seed S] [NAME…]`: each decoder for so many seconds of CPU (or of the clock,
/// where other threads do the work), several at a time.
public final class Fuzz {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final List<Decoder> decoders;
    private final List<String> names = new ArrayList<>();
    private int seconds = 60;
    private int jobs = 1;
    private long seed = new Random().nextLong();

    private Fuzz(List<Decoder> decoders) {
        this.decoders = decoders;
    }

    /// Returns the exit status.
    public static int run(List<Decoder> decoders, String... arguments) throws IOException, InterruptedException {
        Fuzz fuzz = new Fuzz(decoders);
        Optional<String> wrong = fuzz.read(arguments);
        if (wrong.isPresent()) {
            System.err.println("fuzz: " + wrong.get());
            return USAGE;
        }
        return fuzz.all();
    }

    private Optional<String> read(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                names.add(argument);
                continue;
            }
            if (i + 1 == arguments.length || !arguments[i + 1].matches("-?[0-9]{1,19}")) {
                return Optional.of(argument + " wants a number");
            }
            long number = Long.parseLong(arguments[++i]);
            switch (argument) {
                case "--seconds" -> seconds = (int) number;
                case "--jobs" -> jobs = (int) number;
                case "--seed" -> seed = number;
                default -> {
                    return Optional.of(argument + ": want --seconds N, --jobs N, --seed S or names");
                }
            }
        }
        List<String> known = decoders.stream().map(Decoder::name).toList();
        return names.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> "no decoder \"" + name + "\"; there are: " + String.join(" ", known));
    }

    private int all() throws IOException, InterruptedException {
        System.err.println("fuzz: seed " + seed + ", " + seconds + " s each, " + jobs + " at a time");
        List<FuzzResult> results = new ArrayList<>();
        List<Future<FuzzResult>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, jobs))) {
            for (Decoder decoder : decoders) {
                if (names.isEmpty() || names.contains(decoder.name())) {
                    running.add(pool.submit(() -> one(decoder)));
                }
            }
            for (Future<FuzzResult> result : running) {
                results.add(result.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        results.forEach(result -> System.out.println(result.line()));
        return results.stream().anyMatch(result -> result.crashes() > 0) ? FAILED : 0;
    }

    private FuzzResult one(Decoder decoder) throws IOException {
        try {
            FuzzResult result =
                    new Fuzzer(decoder, seed).run(Corpus.KEPT.of(decoder.name()), TimeUnit.SECONDS.toNanos(seconds));
            System.err.println(result.details());
            for (Crash crash : result.kinds()) {
                System.err.println(crash);
                if (!crash.input().isEmpty()) {
                    System.err.println("    kept as " + Corpus.KEPT.add(crash));
                }
            }
            return result;
        } finally {
            decoder.close();
        }
    }
}
