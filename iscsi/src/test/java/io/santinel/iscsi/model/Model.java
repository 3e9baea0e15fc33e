package io.santinel.iscsi.model;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.UnaryOperator;

/// `./dev model`: one run of the model against the target in a process of its own.
public final class Model {
    private Model() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration wanted = Duration.ofMinutes(10);
        long seed = new Random().nextLong();
        try {
            for (Iterator<String> words = List.of(arguments).iterator(); words.hasNext(); ) {
                switch (words.next()) {
                    case "--minutes" -> wanted = Duration.ofMillis((long) (Double.parseDouble(words.next()) * 60_000));
                    case "--seed" -> seed = Long.parseLong(words.next());
                    default -> throw new NoSuchElementException();
                }
            }
        } catch (NoSuchElementException | NumberFormatException e) {
            System.err.println("model: want --minutes N and --seed S, or neither");
            System.exit(2);
        }
        System.out.println("model: seed " + seed + ", " + wanted.toSeconds() + " s");
        try (TargetUnderTest target = new ChildTarget(medium())) {
            Outcome outcome = new ModelRun(seed, target, UnaryOperator.identity()).run(wanted);
            outcome.examples().forEach(System.out::println);
            System.out.println(outcome);
            System.exit(outcome.clean() ? 0 : 1);
        }
    }

    /// A file of zeros for the region.
    public static Path medium() throws IOException {
        Path file = Files.createTempFile("santinel-model", ".img");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength((long) ModelRun.REGION * Blocks.SIZE);
        }
        return file;
    }
}
