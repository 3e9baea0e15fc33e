package io.santinel.monitor.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One run of `sh -c`, bounded in time and in output. What the command writes is looked at in steps instead of waited
/// for: a grandchild that keeps the pipe open then holds no thread of ours.
public final class ShellCommand {
    private static final int COMPLAINT_LIMIT = 8_192;
    private static final long STEP_MILLIS = 20;

    private final String command;
    private final int outputLimit;
    private final Redirect output;

    private ShellCommand(String command, int outputLimit, Redirect output) {
        this.command = command;
        this.outputLimit = outputLimit;
        this.output = output;
    }

    /// Keeps standard output, up to `outputLimit` octets, and the last words on standard error.
    public static ShellCommand capturing(String command, int outputLimit) {
        return new ShellCommand(command, outputLimit, Redirect.PIPE);
    }

    /// Throws both outputs away.
    public static ShellCommand silent(String command) {
        return new ShellCommand(command, 0, Redirect.DISCARD);
    }

    /// How a command ended by itself.
    ///
    /// @param status 128 + signal when a signal ended it
    /// @param complaint last line of standard error, empty when there was none
    public record Ended(int status, ByteString output, String complaint) {
        String complaintAfter(String separator) {
            return complaint.isEmpty() ? "" : separator + complaint;
        }
    }

    /// What a command printed.
    public static final class ByteString {
        private final byte[] octets;

        private ByteString(byte[] octets) {
            this.octets = octets;
        }

        boolean isEmpty() {
            return octets.length == 0;
        }

        byte[] toByteArray() {
            return octets.clone();
        }
    }

    /// Runs it to its end.
    ///
    /// @param input what it reads on standard input; at most 64 KiB, what a pipe holds, so that writing never waits
    /// @throws IOException when it cannot start, prints too much or outlasts the deadline; it is killed then
    public Ended run(String input, Duration deadline) throws IOException, InterruptedException {
        Process process = start(input.isEmpty());
        try (InputStream out = process.getInputStream();
                InputStream err = process.getErrorStream()) {
            write(process, input);
            return follow(process, out, err, deadline);
        } finally {
            kill(process);
        }
    }

    private Process start(boolean noInput) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", command)).redirectOutput(output);
        builder.redirectError(output);
        if (noInput) {
            builder.redirectInput(new File("/dev/null"));
        }
        builder.environment().remove("SANTINEL_PASSWORD");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("cannot start sh: " + e.getMessage(), e);
        }
    }

    private static void write(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It closed its standard input or is gone: its status will tell.
            return;
        }
    }

    private Ended follow(Process process, InputStream out, InputStream err, Duration deadline)
            throws IOException, InterruptedException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        ByteArrayOutputStream complaint = new ByteArrayOutputStream();
        long start = System.nanoTime();
        boolean ended;
        do {
            ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
            drain(out, kept, outputLimit);
            drainTail(err, complaint);
            if (kept.size() > outputLimit) {
                throw new IOException("command printed more than " + outputLimit + " octets and was killed");
            }
            if (!ended && System.nanoTime() - start > deadline.toNanos()) {
                throw new IOException("command did not end within " + deadline.toMillis() + " ms and was killed");
            }
        } while (!ended);
        return new Ended(process.exitValue(), new ByteString(kept.toByteArray()), lastLine(complaint));
    }

    private static void drain(InputStream from, ByteArrayOutputStream to, int limit) throws IOException {
        int available = from.available();
        while (available > 0 && to.size() <= limit) {
            to.writeBytes(from.readNBytes(available));
            available = from.available();
        }
    }

    private static void drainTail(InputStream from, ByteArrayOutputStream to) throws IOException {
        int available = from.available();
        if (available > 0) {
            byte[] read = from.readNBytes(available);
            if (to.size() + read.length > COMPLAINT_LIMIT) {
                to.reset();
            }
            to.write(read, 0, Math.min(read.length, COMPLAINT_LIMIT));
        }
    }

    private static String lastLine(ByteArrayOutputStream complaint) {
        List<String> lines = complaint
                .toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    /// The children first: without their parent they could not be found any more.
    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
