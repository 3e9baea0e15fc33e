package io.santinel.app.command;

import io.santinel.monitor.agent.IscsiadmOutput;
import io.santinel.monitor.section.Headers;
import io.santinel.monitor.section.JsonReport;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `santinel agent`: prints what a machine says of its sessions and hosts.
@Command(
        name = "agent",
        description = "Prints a report of this machine's iSCSI sessions and hosts.",
        mixinStandardHelpOptions = true)
public final class AgentCommand implements Callable<Integer> {
    private static final int UNUSABLE = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--once", description = "Print one report and end.")
    private boolean once;

    @Option(
            names = "--from-iscsiadm",
            required = true,
            paramLabel = "DIR",
            description = "Read saved output of iscsiadm: session_P1.txt, stats_N.txt, host.txt, hoststats_N.txt.")
    private Path directory = Path.of("");

    @Option(
            names = "--format",
            converter = FormatConverter.class,
            defaultValue = "sections",
            description = "sections (Checkmk 2 and newer), legacy (Check_MK 1.x), or json. Default: sections.")
    private Format format = Format.SECTIONS;

    enum Format {
        SECTIONS,
        LEGACY,
        JSON
    }

    static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String word) {
            for (Format format : Format.values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return format;
                }
            }
            throw new TypeConversionException("\"" + word + "\" is none of sections, legacy, json");
        }
    }

    @Override
    public Integer call() {
        if (!once) {
            throw new ParameterException(spec.commandLine(), "santinel agent: --once is missing");
        }
        try {
            IscsiadmOutput.Answer answer = IscsiadmOutput.read(directory);
            PrintWriter out = spec.commandLine().getOut();
            out.print(render(answer));
            out.flush();
            answer.report().problems().forEach(this::complain);
            return 0;
        } catch (MalformedReport | IOException e) {
            complain(String.valueOf(e.getMessage()));
            return UNUSABLE;
        }
    }

    private String render(IscsiadmOutput.Answer answer) {
        Report report = answer.report();
        return switch (format) {
            case SECTIONS -> TextReport.render(report, Headers.UNDERSCORE);
            case LEGACY -> TextReport.render(report, Headers.HYPHEN, answer.absent());
            case JSON -> JsonReport.render(report);
        };
    }

    private void complain(String line) {
        spec.commandLine().getErr().println("santinel agent: " + line);
    }
}
