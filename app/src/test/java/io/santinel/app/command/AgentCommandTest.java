package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandTest {
    private static final String LISTING = """
            Target: iqn.2026-01.io.example:disk (non-flash)
            \tCurrent Portal: 10.0.0.1:3260,1
            \tPersistent Portal: 10.0.0.1:3260,1
            \t\tIface Name: default
            \t\tIface Transport: tcp
            \t\tIface IPaddress: 10.0.0.50
            \t\tSID: 7
            \t\tiSCSI Connection State: LOGGED IN
            \t\tiSCSI Session State: LOGGED_IN
            \t\tInternal iscsid Session State: NO CHANGE
            """;
    private static final String ROW = "tcp 10.0.0.1:3260,1 iqn.2026-01.io.example:disk default none 10.0.0.50"
            + " LOGGED_IN LOGGED_IN NO_CHANGE\n";

    @TempDir
    Path directory = Path.of("");

    @Test
    void prints_each_format() throws IOException {
        Files.writeString(directory.resolve("session_P1.txt"), LISTING);
        Files.writeString(directory.resolve("stats_7.txt"), "iSCSI SNMP:\n\ttxdata_octets: 5\n");

        assertThat(run("sections").out())
                .isEqualTo("<<<open_iscsi_sessions>>>\n" + ROW + "\n<<<open_iscsi_session_stats>>>\n"
                        + "[session stats <empty> iqn.2026-01.io.example:disk 10.0.0.1:3260,1 default 7]\n"
                        + "txdata_octets: 5\n\n");
        assertThat(run("legacy").out())
                .isEqualTo("<<<open-iscsi_sessions>>>\n" + ROW + "\n<<<open-iscsi_session_stats>>>\n"
                        + "[session stats <empty> iqn.2026-01.io.example:disk]\ntxdata_octets: 5\n\n");
        assertThat(run("json").out())
                .startsWith("{\"format\":\"santinel-report\",\"version\":1,\"sessions\":[{\"sid\":7,");
        assertThat(run("json").status()).isZero();
    }

    @Test
    void says_on_stderr_what_it_could_not_read() throws IOException {
        Files.writeString(directory.resolve("session_P1.txt"), LISTING);

        assertThat(run("sections").err())
                .isEqualTo(
                        "santinel agent: session 7 has no statistics: stats_7.txt is missing" + System.lineSeparator());
    }

    @Test
    void refuses_what_it_cannot_use() {
        Shell missing = run("sections");
        Shell format = run("xml");
        Shell forever = Shell.run(new AgentCommand(), "--from-iscsiadm", directory.toString());

        assertThat(missing.status()).isEqualTo(3);
        assertThat(missing.err()).endsWith("session_P1.txt: no such file" + System.lineSeparator());
        assertThat(format.err()).contains("\"xml\" is none of sections, legacy, json");
        assertThat(format.status()).isEqualTo(2);
        assertThat(forever.err()).contains("--once is missing");
    }

    private Shell run(String format) {
        return Shell.run(new AgentCommand(), "--once", "--from-iscsiadm", directory.toString(), "--format", format);
    }
}
