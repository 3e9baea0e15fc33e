package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.app.command.TargetConfiguration.Node;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import io.santinel.iscsi.target.Redirect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetFileTest {
    private static final String PORTAL = "portals: [{listen: '127.0.0.1:0'}]\n";
    private static final String NAME = "iqn.2026-01.io.example:disk";
    private static final String TARGET = "targets:\n  - name: " + NAME + "\n    luns: [{ram: 1M}]\n";

    @TempDir
    private Path dir;

    @Test
    void the_example_is_read() throws IscsiException {
        TargetConfiguration example = TargetFile.read(Path.of("../examples/target.yaml"));
        assertThat(example.portals()).containsExactly(new Listen("127.0.0.1", 3260, 1), new Listen("::1", 3260, 2));
        Node scratch = example.nodes().get(0);
        assertThat(scratch.units()).containsExactly(new Medium.Ram(64 << 20, 512), new Medium.Ram(128 << 20, 4096));
        assertThat(scratch.initiators())
                .containsExactlyInAnyOrder(
                        new IscsiName("iqn.2026-01.io.example:host1"), new IscsiName("iqn.2026-01.io.example:host2"));
        assertThat(scratch.authentication()).isEmpty();
        Node disk = example.nodes().get(1);
        assertThat(disk.groups()).containsExactly(1);
        assertThat(disk.units())
                .containsExactly(
                        new Medium.Kept(Path.of("disk.img"), 512, false),
                        new Medium.Kept(Path.of("install.iso"), 512, true));
        TargetAuthentication chap = disk.authentication().orElseThrow();
        assertThat(chap.accounts()).containsOnlyKeys("host1");
        assertThat(chap.own()).hasValueSatisfying(own -> assertThat(own.name()).isEqualTo("disk"));
        assertThat(chap.mutualRequired()).isTrue();
        assertThat(chap.algorithms()).containsExactly(ChapAlgorithm.SHA3_256, ChapAlgorithm.SHA_256);
        assertThat(example.limits())
                .isEqualTo(Limits.DEFAULT
                        .withCounts(1024, 64, 128)
                        .withPing(Duration.ofSeconds(20), Duration.ofSeconds(15)));
    }

    @Test
    void the_document_shows_files_that_are_read() throws IOException {
        String document = Files.readString(Path.of("../docs/target.md"));
        Matcher shown = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(document);
        assertThat(shown.find()).isTrue();
        TargetConfiguration file = TargetFile.parse("target.md", shown.group(1));
        assertThat(file.nodes().getFirst().units()).hasSize(2);
    }

    @Test
    void what_is_not_said_has_its_documented_default() throws IscsiException {
        TargetConfiguration least = TargetFile.parse("t.yaml", PORTAL + TARGET);
        assertThat(least.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(least.discovery()).isEmpty();
        assertThat(least.portals()).containsExactly(new Listen("127.0.0.1", 0, 1));
        Node node = least.nodes().getFirst();
        assertThat(node.groups()).isEmpty();
        assertThat(node.initiators()).isEmpty();
        assertThat(node.authentication()).isEmpty();
        assertThat(node.redirect()).isEmpty();
    }

    @Test
    void redirects_secrets_in_files_and_chap_for_discovery_are_read() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "averysecretsecret\n");
        String user = "{users: [{name: u, secret_file: '" + secret + "'}]}\n";
        TargetConfiguration file = TargetFile.parse(
                "t.yaml",
                PORTAL + TARGET + "    redirect: {to: '[::1]:3261', permanent: true}\n    chap: " + user + "discovery: "
                        + user);
        Node node = file.nodes().getFirst();
        assertThat(node.redirect()).contains(new Redirect(new Portal("::1", 3261), true));
        assertThat(node.authentication().orElseThrow().algorithms()).contains(ChapAlgorithm.MD5);
        assertThat(file.discovery()).isEqualTo(node.authentication());
    }

    @Test
    void what_fails_to_open_leaves_nothing_open() throws IOException {
        Path disk = dir.resolve("disk");
        Files.write(disk, new byte[1024]);
        String luns = "targets: [{name: '" + NAME + "', luns: [{file: '" + disk + "'}, {file: '%s'}]}]\n";
        TargetConfiguration broken = TargetFile.parse("t.yaml", PORTAL + luns.formatted(dir.resolve("none")));
        assertThatThrownBy(broken::open)
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining(dir.resolve("none") + ": no such file");
        Path other = Files.write(dir.resolve("other"), new byte[512]);
        try (NetworkEntity entity =
                TargetFile.parse("t.yaml", PORTAL + luns.formatted(other)).open()) {
            assertThat(entity.nodes().getFirst().luns()).containsExactly(0, 1);
        }
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("", "t.yaml: the file is empty: want at least portals: and targets:"),
                Arguments.of(PORTAL, "t.yaml:1:1: targets is missing"),
                Arguments.of(TARGET, "t.yaml:1:1: portals is missing"),
                Arguments.of("portals: []\n" + TARGET, "t.yaml:1:10: portals: want 1 to 256 portals, here are 0"),
                Arguments.of("portals: [{listen: 'a:b'}]\n" + TARGET, "t.yaml:1:20: portals[0].listen: portal \"a:b\""),
                Arguments.of(
                        "portals: [{listen: a, group: 0}]\n" + TARGET,
                        "t.yaml:1:30: portals[0].group: want a number from 1 to 65535, not 0"),
                Arguments.of(
                        target("initiator: [a]"),
                        "t.yaml:4:5: targets[0].initiator: unknown key: want one of chap, groups, initiators"),
                Arguments.of(target("initiators: [host]"), "t.yaml:4:18: targets[0].initiators[0]: iSCSI name"),
                Arguments.of(target("groups: [2]"), "t.yaml:4:14: targets[0].groups[0]: no portal is in group 2"),
                Arguments.of(PORTAL + TARGET + TARGET.substring(9), "t.yaml:5:5: targets[1]: a second target is named"),
                Arguments.of(lun("{ram: 1M, file: a}"), "targets[0].luns[0]: want either ram: SIZE or file: PATH"),
                Arguments.of(lun("{ram: lots}"), "t.yaml:2:62: targets[0].luns[0].ram: LUN \"ram:lots\""),
                Arguments.of(lun("{ram: 1M, read_only: true}"), "nothing could ever be read from read-only memory"),
                Arguments.of(lun("{file: a, block_size: 1024}"), "luns[0].block_size: want 512 or 4096, not \"1024\""),
                Arguments.of(lun("{file: a, read_only: yes}"), "luns[0].read_only: want true or false"),
                Arguments.of(target("chap: {}"), "t.yaml:4:11: targets[0].chap: users is missing"),
                Arguments.of(target("chap: {users: []}"), "t.yaml:4:19: targets[0].chap.users: want 1 to 1024 users"),
                Arguments.of(
                        target("chap: {users: [{name: u}]}"),
                        "targets[0].chap.users[0]: want either secret: TEXT or secret_file: PATH"),
                Arguments.of(
                        target("chap: {users: [{name: u, secret_file: /nowhere/s}]}"),
                        "users[0].secret_file: secret_file: /nowhere/s cannot be read"),
                Arguments.of(
                        target("chap: {users: [{name: u, secret: hush}], mutual: {name: t, secret: hush}}"),
                        "targets[0].chap: CHAP: the secrets of both directions are the same"),
                Arguments.of(
                        target("chap: {users: [{name: u, secret: hush}], algorithms: [SHA-512]}"),
                        "algorithms[0]: CHAP algorithm \"SHA-512\": want some of MD5"),
                Arguments.of(
                        target("chap: {users: [{name: u, secret: hush}], mutual_required: true}"),
                        "targets[0].chap: CHAP: want one algorithm at least"),
                Arguments.of(
                        PORTAL + TARGET + "limits: {ping_after: 0s}\n",
                        "t.yaml:5:22: limits.ping_after: want a time from 1s to 3600s, not 0s"));
    }

    private static String target(String keys) {
        return PORTAL + "targets:\n  - name: " + NAME + "\n    " + keys + "\n    luns: [{ram: 1M}]\n";
    }

    private static String lun(String lun) {
        return PORTAL + "targets: [{name: '" + NAME + "', luns: [" + lun + "]}]\n";
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_file_is_refused_with_place_and_remedy(String text, String message) {
        assertThatThrownBy(() -> TargetFile.parse("t.yaml", text))
                .isInstanceOf(IscsiException.class)
                .hasMessageStartingWith("t.yaml:")
                .hasMessageContaining(message)
                .hasMessageNotContaining("hush")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_configuration_stands_alone() {
        Shell both = Shell.run(new TargetCommand(), "--config", "a", "--portal", "127.0.0.1:0");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--config stands alone");
    }
}
