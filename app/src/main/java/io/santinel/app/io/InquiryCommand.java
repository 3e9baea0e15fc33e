package io.santinel.app.io;

import io.santinel.iscsi.initiator.InquiryAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `santinel io inquiry`: who a logical unit says it is.
@Command(name = "inquiry", description = "Prints what a logical unit says about itself.")
final class InquiryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Access access = new Access();

    @Parameters(paramLabel = "URL")
    private String url = "";

    @Override
    public Integer call() throws IOException {
        try (Access.Unit unit = access.open(url)) {
            InquiryAnswer answer = unit.disk().inquiry();
            PrintWriter out = spec.commandLine().getOut();
            out.println("vendor      " + answer.vendor());
            out.println("product     " + answer.product());
            out.println("revision    " + answer.revision());
            out.println("type        " + type(answer.deviceType()));
            return 0;
        }
    }

    /// The commonest of SPC-4 table 138.
    private static String type(int code) {
        return switch (code) {
            case 0x00 -> "disk";
            case 0x01 -> "tape";
            case 0x05 -> "CD/DVD";
            case 0x0c -> "array controller";
            case 0x0d -> "enclosure";
            default -> "0x%02x".formatted(code);
        };
    }
}
