package io.santinel.iscsi.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The inputs that crashed a decoder once: a folder for each decoder, a file for each input.
public record Corpus(Path folder) {
    /// Of the module that is being tested.
    public static final Corpus KEPT = new Corpus(Path.of("src/test/fixtures/fuzz"));

    public List<byte[]> of(String decoder) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        if (Files.isDirectory(folder.resolve(decoder))) {
            try (Stream<Path> files = Files.list(folder.resolve(decoder))) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }

    /// Keeps an input, under a name that follows from its bytes.
    Path add(Crash crash) throws IOException {
        Path file = folder.resolve(crash.decoder())
                .resolve("%08x".formatted(crash.input().hashCode()));
        Files.createDirectories(folder.resolve(crash.decoder()));
        return Files.write(file, crash.bytes());
    }
}
