package io.santinel.app.io;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// How far a transfer is: a line on a terminal that is renewed now and then, and one line in the end.
final class Progress implements AutoCloseable {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean live;
    private final long total;
    private final long pauseNanos;
    private final long began = System.nanoTime();
    private long shown = began;
    private long done;

    /// @param live renew the line: `out` is a terminal
    /// @param total bytes to come, 0 when nobody knows
    /// @param pauseNanos the line is not renewed more often
    Progress(PrintStream out, boolean live, long total, long pauseNanos) {
        this.out = out;
        this.live = live;
        this.total = total;
        this.pauseNanos = pauseNanos;
    }

    /// On standard error, live when that is a terminal.
    static Progress of(long total) {
        return new Progress(System.err, isTerminal(), total, PAUSE_NANOS);
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException _) {
            return false;
        }
    }

    void add(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (live && now - shown >= pauseNanos) {
            shown = now;
            out.print(ERASE + line(now));
            out.flush();
        }
    }

    private String line(long now) {
        double rate = done * 1e9 / Math.max(1, now - began);
        String soFar = Size.words((double) done) + ", " + Size.words(rate) + "/s";
        return total == 0
                ? soFar
                : String.format(
                        Locale.ROOT,
                        "%3d %%  %s, %.0f s left",
                        done * 100 / total,
                        soFar,
                        (total - done) / Math.max(1, rate));
    }

    /// Says what was done, in a line that stays.
    void finish(String verb) {
        close();
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "%d bytes %s in %.2f s, %s/s%n",
                done,
                verb,
                seconds,
                Size.words(done / Math.max(1e-9, seconds)));
    }

    @Override
    public void close() {
        if (shown != began) {
            shown = began;
            out.print(ERASE);
            out.flush();
        }
    }
}
