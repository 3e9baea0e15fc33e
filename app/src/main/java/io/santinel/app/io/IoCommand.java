package io.santinel.app.io;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `santinel io`: what can be done with one logical unit from the command line.
@Command(
        name = "io",
        description = {
            "Uses a logical unit directly, without the kernel.",
            "URLs are libiscsi's: iscsi://[USER[%%SECRET]@]HOST[:PORT]/TARGET/LUN. Everybody on this machine can see a "
                    + "secret in a URL: give it by --secret-file or by LIBISCSI_CHAP_PASSWORD."
        },
        synopsisSubcommandLabel = "WORD",
        subcommands = {
            InquiryCommand.class,
            CapacityCommand.class,
            ReadCommand.class,
            WriteCommand.class,
            CopyCommand.class,
            VerifyCommand.class,
            BenchCommand.class
        })
public final class IoCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which of " + String.join(", ", spec.subcommands().keySet()) + "?");
    }
}
