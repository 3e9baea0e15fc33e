package io.santinel.app.command;

import io.santinel.app.command.CheckRun.Judged;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.LevelsFile;
import io.santinel.monitor.check.State;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.ReportFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `santinel check`: discovers on the first of several reports, judges each, prints the judgement of the last.
@Command(
        name = "check",
        description = {
            "Judges saved reports: discovers services on the first, evaluates on each, prints the results of the last.",
            "Exit status: the worst of OK 0, WARN 1, UNKNOWN 3, CRIT 2; 3 for unusable input."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    private static final int UNUSABLE = 3;
    private static final int SHOWN_PROBLEMS = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--mode",
            converter = ModeConverter.class,
            defaultValue = "fixed",
            description = "fixed, or compat: as the original extension judged. Default: fixed.")
    private Mode mode = Mode.FIXED;

    @Option(
            names = "--levels",
            paramLabel = "FILE",
            description = "JSON object {check: {counter: [warn, crit]}}, rates per second; 0 is off.")
    private Optional<Path> levelsFile = Optional.empty();

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Parameters(
            arity = "1..*",
            paramLabel = "T=FILE",
            converter = TakenConverter.class,
            description = "Time in seconds, and the report (sections, legacy or json) taken then.")
    private List<Taken> reports = List.of();

    enum Mode {
        FIXED,
        COMPAT
    }

    /// One argument: a report and when it was taken.
    record Taken(BigDecimal time, Path file) {}

    static final class ModeConverter implements ITypeConverter<Mode> {
        @Override
        public Mode convert(String word) {
            return switch (word) {
                case "fixed" -> Mode.FIXED;
                case "compat" -> Mode.COMPAT;
                default -> throw new TypeConversionException("\"" + word + "\" is neither fixed nor compat");
            };
        }
    }

    static final class TakenConverter implements ITypeConverter<Taken> {
        private static final String WANT = ": want T=FILE, T a time in seconds from 0 to 10^11";

        @Override
        public Taken convert(String argument) {
            int equals = argument.indexOf('=');
            if (equals <= 0 || equals == argument.length() - 1 || equals > 40) {
                throw new TypeConversionException("\"" + argument + "\"" + WANT);
            }
            try {
                BigDecimal time = new BigDecimal(argument.substring(0, equals));
                if (time.signum() >= 0 && time.precision() - time.scale() <= 11) {
                    return new Taken(time, Path.of(argument.substring(equals + 1)));
                }
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + argument + "\"" + WANT);
            }
            throw new TypeConversionException("\"" + argument + "\"" + WANT);
        }
    }

    @Override
    public Integer call() {
        Optional<Levels> levels = levels();
        return levels.isEmpty() ? UNUSABLE : judge(levels.get());
    }

    private Optional<Levels> levels() {
        if (levelsFile.isEmpty()) {
            return Optional.of(Levels.NONE);
        }
        try {
            return Optional.of(LevelsFile.parse(ReportFile.text(levelsFile.get())));
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            complain(levelsFile.get() + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private int judge(Levels levels) {
        CheckRun run = mode == Mode.COMPAT ? new CompatRun(levels) : new FixedRun(levels);
        List<Judged> results = new ArrayList<>();
        for (Taken taken : reports) {
            try {
                results = run.evaluate(ReportFile.text(taken.file()), taken.time());
            } catch (MalformedReport e) {
                complain(taken.file() + ": " + e.getMessage());
                return UNUSABLE;
            } catch (IOException e) {
                complain(String.valueOf(e.getMessage()));
                return UNUSABLE;
            }
        }
        print(results);
        run.problems().stream().limit(SHOWN_PROBLEMS).forEach(this::complain);
        if (results.isEmpty()) {
            complain(reports.getFirst().file() + ": no session and no host in it, so there is nothing to judge");
        }
        return worst(results).code();
    }

    private void print(List<Judged> results) {
        PrintWriter out = spec.commandLine().getOut();
        (json ? CheckPrinter.json(results) : CheckPrinter.table(results)).forEach(out::println);
        out.flush();
    }

    private static State worst(List<Judged> results) {
        return results.stream().flatMap(judged -> judged.state().stream()).reduce(State.OK, State::worse);
    }

    private void complain(String line) {
        spec.commandLine().getErr().println("santinel check: " + line);
    }
}
