package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.monitor.alert.ExecNotifier;
import io.santinel.monitor.alert.Notifier;
import io.santinel.monitor.web.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `santinel demo`: a target with three portals, machines with real sessions to it, one machine that replays published
/// samples, and the monitor of them all, in one process.
@Command(
        name = "demo",
        description =
                "Runs a target, initiators with work to do, one replayed machine, the monitor and its page in one "
                        + "process, on loopback. Runs until SIGTERM or Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
    private static final Duration NOTIFY_TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8490", description = "port of the page (default 8490)")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "keep states and numbers here, and go on from them")
    private @Nullable Path data;

    @Option(
            names = "--notify-exec",
            paramLabel = "CMD",
            description = "command of the shell that gets each alarm as JSON on standard input")
    private @Nullable String notifyExec;

    @Option(names = "--run-for", paramLabel = "TIME", description = "stop by itself after e.g. 60s")
    private @Nullable String runFor;

    @Override
    public Integer call() throws Exception {
        Optional<Duration> length;
        Password password;
        try {
            length = runFor == null ? Optional.empty() : Optional.of(RunTime.parse(runFor));
            password = Password.find(
                    Optional.ofNullable(System.getenv(Password.VARIABLE)), Optional.empty(), new SecureRandom());
        } catch (IscsiException e) {
            System.err.println("santinel demo: " + e.getMessage());
            return USAGE;
        }
        Path directory = data == null ? Files.createTempDirectory("santinel-demo-") : Files.createDirectories(data);
        try (Lifetime lifetime = Lifetime.begin()) {
            run(directory, password, lifetime, length);
            if (data == null) {
                delete(directory);
            }
            return OK;
        } catch (IOException e) {
            System.err.println("santinel demo: " + e.getMessage());
            return FAILURE;
        }
    }

    private void run(Path directory, Password password, Lifetime lifetime, Optional<Duration> length) throws Exception {
        Optional<Notifier> notifier = Optional.ofNullable(notifyExec).map(c -> new ExecNotifier(c, NOTIFY_TIMEOUT));
        try (Demo demo = Demo.start(directory, settings(password), notifier)) {
            System.out.println("page at http://127.0.0.1:" + demo.port() + "/, account admin");
            if (password.generated()) {
                System.out.println(password.announcement());
            }
            lifetime.await(length);
        }
    }

    private Settings settings(Password password) {
        return new Settings(
                "127.0.0.1",
                port,
                "admin",
                password.secret(),
                Demo.INTERVAL,
                "the demo's iSCSI sessions",
                password.generated() ? "The demo printed it when it started." : "");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
