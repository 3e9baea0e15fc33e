package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Captures of other implementations as `santinel wire` shows them, against an independent decoder's rows.
class WireCommandTest {
    private static final Path CAPTURES = Path.of("../iscsi/src/test/fixtures/wire");
    private static final JsonMapper JSON = JsonMapper.shared();

    /// What is said about how a row was made.
    private static final Set<String> ABOUT = Set.of("note", "corrected");

    @TempDir
    Path directory = Path.of("");

    @TestFactory
    Stream<DynamicTest> decodes_every_capture_as_an_independent_decoder_does() throws IOException {
        return captures().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
    }

    private static void compare(Path folder) throws IOException {
        Shell shown = Shell.run(
                new WireCommand(), "--json", folder.resolve("cap.pcap").toString());
        List<JsonNode> ours = shown.out().lines().map(JSON::readTree).toList();
        List<ObjectNode> theirs = Files.readAllLines(folder.resolve("pdus.jsonl")).stream()
                .map(line -> ((ObjectNode) JSON.readTree(line)).remove(ABOUT))
                .toList();

        assertThat(shown.status()).isZero();
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < theirs.size(); i++) {
            ObjectNode same = JSON.createObjectNode();
            for (String field : theirs.get(i).propertyNames()) {
                JsonNode value = ours.get(i).get(field);
                same.set(field, value == null ? JSON.nullNode() : value);
            }
            assertThat((JsonNode) same).as("PDU %d", i).isEqualTo(theirs.get(i));
        }
    }

    @Test
    void shows_a_line_for_each_pdu_and_a_summary_on_stderr() {
        Shell shown = run("qemu-tgt-initialr2t");

        assertThat(shown.out().lines()).hasSize(61);
        assertThat(shown.out().lines().skip(26).findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .isEqualTo("18:14:14.474201   0 → SCSI Command    itt 3038af8d cmdsn 739283353 exp 13"
                                + "             lun 1 WRITE_10 lba 8 blocks 1 forceUnitAccess write 512"));
        assertThat(shown.err())
                .contains("stream 0: 127.0.0.1:35110 → 127.0.0.1:3260 iqn.2016-04.test.wire:t1, 61 PDUs, ")
                .contains("61 PDUs in 1 iSCSI streams (1 TCP connections, 108 frames), ");
    }

    @Test
    void hides_the_proofs_of_secrets_from_people_but_not_from_programs() {
        String pcap = CAPTURES.resolve("k-lio-mutual/cap.pcap").toString();

        assertThat(Shell.run(new WireCommand(), pcap).out())
                .contains("CHAP_R=(hidden)")
                .doesNotContain("CHAP_R=0x");
        assertThat(Shell.run(new WireCommand(), "--json", pcap).out()).contains("\"CHAP_R\":\"0x");
    }

    @Test
    void looks_only_at_the_ports_that_are_asked_for() {
        String pcap = CAPTURES.resolve("li-tgt-redirect/cap.pcap").toString();

        assertThat(Shell.run(new WireCommand(), pcap).out().lines()).hasSize(36);
        assertThat(Shell.run(new WireCommand(), "--port", "3260", "--port", "3261", pcap)
                        .out()
                        .lines())
                .hasSize(36);
        assertThat(Shell.run(new WireCommand(), "--port", "3261", pcap).out().lines())
                .isNotEmpty()
                .hasSizeLessThan(36);
        assertThat(Shell.run(new WireCommand(), "--port", "80", pcap).out()).isEmpty();
    }

    @Test
    void says_where_a_file_is_cut_off_after_showing_what_it_has() throws IOException {
        byte[] whole = Files.readAllBytes(CAPTURES.resolve("k-tgt-mutual/cap.pcap"));
        Path cut = directory.resolve("cut.pcap");
        Files.write(cut, java.util.Arrays.copyOf(whole, 2000));

        Shell shown = Shell.run(new WireCommand(), cut.toString());

        assertThat(shown.status()).isEqualTo(1);
        assertThat(shown.out().lines()).isNotEmpty();
        assertThat(shown.err()).containsPattern("cut.pcap: cut off at byte 2000: frame 16 has \\d+ of \\d+ bytes");
    }

    @Test
    void says_what_is_no_capture() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no capture at all");

        Shell shown = Shell.run(new WireCommand(), text.toString());
        Shell missing = Shell.run(new WireCommand(), directory.resolve("none").toString());

        assertThat(shown.status()).isEqualTo(1);
        assertThat(shown.err()).contains("neither pcap nor pcapng (it begins with 6e6f2063)");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("none: no such file");
    }

    private static Shell run(String capture) {
        return Shell.run(
                new WireCommand(), CAPTURES.resolve(capture).resolve("cap.pcap").toString());
    }

    private static List<Path> captures() throws IOException {
        try (Stream<Path> folders = Files.list(CAPTURES)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }
}
