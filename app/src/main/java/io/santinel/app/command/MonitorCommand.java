package io.santinel.app.command;

import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.alert.ExecNotifier;
import io.santinel.monitor.alert.Notifier;
import io.santinel.monitor.web.Settings;
import io.santinel.monitor.web.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `santinel monitor`: polls machines, keeps what they say, alarms, serves the page.
@Command(
        name = "monitor",
        description = "Polls the machines of a configuration file, keeps states and numbers, sends alarms, serves the "
                + "page. Runs until SIGTERM or Ctrl-C.")
public final class MonitorCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "what to monitor and how (YAML, see examples/monitor.yaml)")
    private Path config = Path.of("monitor.yaml");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "where states, history and numbers are kept; made when missing")
    private Path data = Path.of("data");

    @Option(names = "--port", paramLabel = "N", description = "port of the page (default: the file's, else 8490)")
    private @Nullable Integer port;

    @Option(
            names = "--notify-exec",
            paramLabel = "CMD",
            description = "command of the shell that gets each alarm as JSON on standard input")
    private @Nullable String notifyExec;

    @Option(names = "--run-for", paramLabel = "TIME", description = "stop by itself after e.g. 60s")
    private @Nullable String runFor;

    @Override
    public Integer call() throws Exception {
        try {
            MonitorConfiguration configuration = MonitorFile.read(config);
            Optional<Duration> length = runFor == null ? Optional.empty() : Optional.of(RunTime.parse(runFor));
            Password password = Password.find(
                    Optional.ofNullable(System.getenv(Password.VARIABLE)),
                    configuration.passwordFile(),
                    new SecureRandom());
            return run(configuration, length, password);
        } catch (IOException e) {
            System.err.println("santinel monitor: " + e.getMessage());
            return USAGE;
        }
    }

    private int run(MonitorConfiguration configuration, Optional<Duration> length, Password password) throws Exception {
        Optional<Notifier> notifier = Optional.ofNullable(notifyExec)
                .or(configuration::notifyExec)
                .map(command -> new ExecNotifier(command, configuration.notifyTimeout()));
        try (Lifetime lifetime = Lifetime.begin();
                MonitorRun run = MonitorRun.start(data, configuration.watches(), notifier, InstantSource.system());
                Web web = Web.start(
                        settings(configuration, password),
                        run.fleet(),
                        run.fleet().series(),
                        Optional.empty())) {
            announce(configuration, password, web.port());
            lifetime.await(length);
            return OK;
        } catch (IOException e) {
            System.err.println("santinel monitor: " + e.getMessage());
            return FAILURE;
        }
    }

    private Settings settings(MonitorConfiguration configuration, Password password) {
        int wanted = port == null ? configuration.port() : port;
        return new Settings(
                configuration.host(),
                wanted,
                "admin",
                password.secret(),
                configuration.interval(),
                "iSCSI sessions",
                password.generated() ? "The monitor printed it when it started." : "");
    }

    private static void announce(MonitorConfiguration configuration, Password password, int port) {
        int machines = configuration.watches().size();
        System.out.println("monitoring " + machines + (machines == 1 ? " machine" : " machines") + ", page at http://"
                + new Portal(configuration.host(), port) + "/");
        if (password.generated()) {
            System.out.println(password.announcement());
        }
    }
}
