package io.santinel.app.command;

import io.santinel.app.wire.JsonLines;
import io.santinel.app.wire.TextLines;
import io.santinel.app.wire.Trace;
import io.santinel.app.wire.TraceOutput;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `santinel wire`: shows the PDUs of a capture.
@Command(
        name = "wire",
        description = {
            "Shows the iSCSI PDUs of a capture (pcap, pcapng), one a line, checks digests and marks what RFC 7143 forbids.",
            "Streams are put together from TCP segments in any order; iSCSI is known by its login, on any port.",
            "Line: time (UTC), stream, → from the initiator or ← from the target, type, task tag, numbers, contents,"
                    + " violations behind !!. CHAP_R is hidden there, with --json it is not.",
            "Exit status: 0; 1 when the file cannot be read to its end."
        },
        mixinStandardHelpOptions = true)
public final class WireCommand implements Callable<Integer> {
    private static final int UNREADABLE = 1;
    private static final int BUFFER = 256 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "One JSON object a PDU instead of a line.")
    private boolean json;

    @Option(
            names = "--port",
            split = ",",
            paramLabel = "N",
            description = "Only streams to these target ports, taken for iSCSI whatever they begin with.")
    private Set<Integer> ports = Set.of();

    @Parameters(
            paramLabel = "FILE",
            description = "The capture, - for standard input (tcpdump -U -w - | santinel wire -).")
    private String file = "";

    @Override
    public Integer call() {
        PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), BUFFER));
        PrintWriter err = spec.commandLine().getErr();
        TraceOutput lines = json ? new JsonLines(out, err) : new TextLines(out);
        Trace trace = new Trace(ports, lines);
        int status = 0;
        try (InputStream in = open()) {
            trace.read(in, file);
        } catch (NoSuchFileException e) {
            err.println("santinel wire: " + e.getFile() + ": no such file");
            return UNREADABLE;
        } catch (IOException e) {
            out.flush();
            err.println("santinel wire: " + e.getMessage());
            status = UNREADABLE;
        }
        out.flush();
        trace.summary().forEach(err::println);
        return status;
    }

    private InputStream open() throws IOException {
        return file.equals("-") ? System.in : new BufferedInputStream(Files.newInputStream(Path.of(file)), BUFFER);
    }
}
