package io.santinel.app;

import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Entry of every command: finds it, runs it, turns what went wrong into one line and a status.
public final class Santinel {
    private static final String VERSION = "santinel 0.1.0";
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private Santinel() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        String first = args.length == 0 ? "" : args[0];
        return switch (first) {
            case "--version", "-V" -> {
                System.out.println(VERSION);
                yield 0;
            }
            case "help", "--help", "-h" -> help(args);
            default ->
                Command.find(first)
                        .map(command -> commandLine(command).execute(Arrays.copyOfRange(args, 1, args.length)))
                        .orElseGet(() -> unknown(first));
        };
    }

    private static int unknown(String word) {
        System.err.println(
                word.isEmpty()
                        ? "santinel: which command? See ./santinel help"
                        : "santinel: no command \"" + word + "\"; see ./santinel help");
        return USAGE;
    }

    private static int help(String... args) {
        Optional<Command> command = args.length > 1 ? Command.find(args[1]) : Optional.empty();
        if (command.isPresent()) {
            commandLine(command.get()).usage(System.out);
            return 0;
        }
        System.out.println(
                "Usage: santinel COMMAND [OPTION…]\n\nSees, checks and manages iSCSI sessions.\n\nCommands:");
        for (Command each : Command.values()) {
            System.out.printf("  %-9s %s%n", each.word(), each.purpose());
        }
        System.out.println("\nsantinel help COMMAND explains one; santinel --version says which this is.");
        return 0;
    }

    private static CommandLine commandLine(Command command) {
        CommandLine line = new CommandLine(command.create())
                .setCommandName("santinel " + command.word())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, _) -> {
            line.getErr()
                    .println("santinel " + command.word() + ": " + e.getMessage() + "; see ./santinel help "
                            + command.word());
            return command.usageStatus();
        });
        line.setExecutionExceptionHandler((e, _, _) -> failure(command, e));
        return line;
    }

    private static int failure(Command command, Exception e) throws Exception {
        int status = switch (e) {
            case IscsiException iscsi -> iscsi.code().code();
            case IOException _, UncheckedIOException _ -> FAILURE;
            default -> throw e;
        };
        System.err.println("santinel " + command.word() + ": " + firstLine(e.getMessage()));
        return status;
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "failed without a message"
                : message.lines().findFirst().orElse("");
    }
}
