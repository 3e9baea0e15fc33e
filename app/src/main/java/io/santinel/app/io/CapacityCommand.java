package io.santinel.app.io;

import io.santinel.iscsi.initiator.Capacity;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `santinel io capacity`: how large a logical unit is.
@Command(name = "capacity", description = "Prints the size of a logical unit.")
final class CapacityCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Access access = new Access();

    @Parameters(paramLabel = "URL")
    private String url = "";

    @Override
    public Integer call() throws IOException {
        try (Access.Unit unit = access.open(url)) {
            Capacity capacity = unit.capacity();
            spec.commandLine()
                    .getOut()
                    .println(capacity.blocks() + " blocks of " + capacity.blockLength() + " bytes, "
                            + Size.words((double) capacity.bytes()));
            return 0;
        }
    }
}
