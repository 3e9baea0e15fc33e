package io.santinel.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.host.model.Session;
import io.santinel.monitor.section.Headers;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IscsiadmOutputTest {
    private static final String SESSION = """
            Target: iqn.2026-01.io.example:disk (non-flash)
            \tCurrent Portal: 10.0.0.1:3260,1
            \tPersistent Portal: 10.0.0.1:3260,1
            \t\t**********
            \t\tInterface:
            \t\t**********
            \t\tIface Name: default
            \t\tIface Transport: tcp
            \t\tIface Netdev: (null)
            \t\tSID: 7
            \t\tiSCSI Connection State: LOGGED IN
            \t\tiSCSI Session State: LOGGED_IN
            \t\tInternal iscsid Session State: NO CHANGE
            """;

    @TempDir
    Path directory = Path.of("");

    @Test
    void reads_an_adapters_hosts_and_its_own_sessions() throws IOException {
        Report report =
                IscsiadmOutput.read(Path.of("src/test/fixtures/offload")).report();

        assertThat(report.sessions())
                .extracting(Session::flash)
                .containsExactly(
                        Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(false));
        assertThat(report.sessions().subList(0, 4)).allSatisfy(session -> {
            assertThat(session.connectionState()).isEmpty();
            assertThat(session.internalState()).isEmpty();
        });
        assertThat(report.hosts()).hasSize(3);
        assertThat(report.hosts().getFirst().counters())
                .hasSize(82)
                .containsEntry("iscsi_format_error", 1L << 32)
                .containsEntry("iscsi_sequence_error", -1L);
        assertThat(TextReport.render(report, Headers.HYPHEN))
                .contains("iscsi_data_digest_error: -9223372036854775808\niscsi_sequence_error: -1\n");
        assertThat(TextReport.render(report, Headers.UNDERSCORE))
                .contains("iscsi_data_digest_error: 9223372036854775808\n")
                .contains("iscsi_sequence_error: 18446744073709551615\n");
        assertThat(report.problems()).contains("host 1 has no statistics: hoststats_1.txt is missing");
    }

    @Test
    void carries_the_portal_forward_and_ignores_the_deeper_levels() throws IOException {
        write("session_P1.txt", "iSCSI Transport Class version 2.0-870\nversion 2.1.8\n" + SESSION + """
                \t\t*********
                \t\tTimeouts:
                \t\t*********
                \t\tRecovery Timeout: 120
                \t\tpassword: s3cret
                \t\tHost Number: 3\tState: running
                \t\t\tAttached scsi disk sdb\t\tState: running

                \t\t**********
                \t\tInterface:
                \t\t**********
                \t\tIface Name: second
                \t\tIface Transport: tcp
                \t\tSID: 8
                \t\tiSCSI Session State: LOGGED_IN
                """);
        write("stats_7.txt", "Stats for session\niSCSI SNMP:\n\ttxdata_octets: 5\n");
        Report report = IscsiadmOutput.read(directory).report();

        assertThat(report.sessions()).hasSize(2).allSatisfy(session -> {
            assertThat(session.persistentPortal()).isEqualTo("10.0.0.1:3260,1");
            assertThat(session.flash()).contains(false);
            assertThat(session.iface().netdev()).isEmpty();
        });
        assertThat(report.sessions().getFirst().counters()).containsEntry("txdata_octets", 5L);
        assertThat(report.problems()).containsExactly("session 8 has no statistics: stats_8.txt is missing");
    }

    @Test
    void a_session_cut_off_costs_only_itself() throws IOException {
        write(
                "session_P1.txt",
                SESSION + "Target: iqn.2026-01.io.example:cut\n\tCurrent Portal: 10.0.0.1:3260,1\n"
                        + "\t\tIface Name: default\n\t\tIface Transp");
        write("stats_7.txt", "\ttxdata_octets: 5\n\trxdata_octets: five\n");
        Report report = IscsiadmOutput.read(directory).report();

        assertThat(report.sessions()).hasSize(1);
        assertThat(report.sessions().getFirst().counters()).hasSize(1);
        assertThat(report.problems())
                .containsExactly(
                        "session_P1.txt, line 16, Iface Transport: missing in the session of target"
                                + " iqn.2026-01.io.example:cut",
                        "stats_7.txt, line 2, rxdata_octets: want a number, there is \"five\"");
    }

    @Test
    void refuses_what_is_no_tree_of_sessions() throws IOException {
        write("session_P1.txt", "tcp: [1] 10.0.0.1:3260,1 iqn.2026-01.io.example:disk (non-flash)\n");

        assertThatThrownBy(() -> IscsiadmOutput.read(directory))
                .isInstanceOf(MalformedReport.class)
                .hasMessage("line 1, Target: not in session_P1.txt, which is no output of iscsiadm -m session -P 1");
    }

    @Test
    void says_what_the_tool_said_when_it_failed() throws IOException {
        write("session_P1.err", "iscsiadm: can not connect to iSCSI daemon (111)!\n");

        assertThatThrownBy(() -> IscsiadmOutput.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("session_P1.err: iscsiadm: can not connect to iSCSI daemon (111)!");
    }

    @Test
    void names_a_directory_without_a_listing() {
        assertThatThrownBy(() -> IscsiadmOutput.read(directory.resolve("nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("session_P1.txt: no such file");
    }

    @Test
    void a_session_without_a_suffix_is_neither_flash_nor_not() throws IOException {
        write("session_P1.txt", SESSION.replace(" (non-flash)", ""));

        assertThat(IscsiadmOutput.read(directory).report().sessions().getFirst().flash())
                .isEqualTo(Optional.empty());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }
}
