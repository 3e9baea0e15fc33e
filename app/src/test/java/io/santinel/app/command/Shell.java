package io.santinel.app.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// Runs one command as a shell would and keeps what it printed.
record Shell(int status, String out, String err) {
    static Shell run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((wrong, args) -> {
                    wrong.getCommandLine().getErr().println(wrong.getMessage());
                    return 2;
                })
                .execute(arguments);
        return new Shell(status, out.toString(), err.toString());
    }
}
