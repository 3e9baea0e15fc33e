package io.santinel.monitor.agent;

import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads a file that somebody else renews; it holds sections (either kind of header) or JSON.
///
/// @param maxAge a file that was not renewed for longer is no answer; absent means that age does not matter
public record FileSource(Path path, Optional<Duration> maxAge) implements Source {
    @Override
    public Report report(Instant now) throws IOException {
        byte[] content;
        Instant renewed;
        try (InputStream in = Files.newInputStream(path)) {
            renewed = Files.getLastModifiedTime(path).toInstant();
            content = in.readNBytes(ReportText.LIMIT + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": no permission to read it", e);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        Duration age = Duration.between(renewed, now);
        if (maxAge.isPresent() && age.compareTo(maxAge.get()) > 0) {
            throw new IOException(path + ": not renewed for " + age.toSeconds() + " s, allowed are "
                    + maxAge.get().toSeconds() + " s");
        }
        return ReportText.parse(path.toString(), content);
    }

    @Override
    public String words() {
        return "file: " + path;
    }
}
