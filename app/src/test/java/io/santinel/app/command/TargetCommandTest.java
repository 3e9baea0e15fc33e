package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.target.NetworkEntity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TargetCommandTest {
    private static final String IQN = "iqn.2026-01.io.example:disk";

    @TempDir
    private Path dir;

    @Test
    void opens_every_portal_and_gives_each_target_its_own_disks() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "averysecretsecret\n");
        TargetCommand command = parsed(
                "--portal",
                "127.0.0.1:0",
                "--portal",
                "[::1]:0",
                "--target",
                IQN,
                "--lun",
                "ram:1M",
                "--lun",
                "ram:2M",
                "--chap",
                "user:@" + secret,
                "--target",
                IQN + "2",
                "--lun",
                "ram:1M",
                "--target",
                IQN + "3",
                "--lun",
                "ram:1M");
        try (NetworkEntity entity = command.open()) {
            assertThat(entity.portals()).allMatch(portal -> portal.isOpen());
            assertThat(entity.portals().get(1).address().toString()).startsWith("[::1]:");
            assertThat(entity.nodes().get(0).luns()).containsExactly(0, 1);
            assertThat(entity.nodes().get(0).authentication()).isPresent();
            for (int other = 1; other <= 2; other++) {
                assertThat(entity.nodes().get(other).luns()).containsExactly(0);
                assertThat(entity.nodes().get(other).authentication()).isEmpty();
            }
        }
    }

    @Test
    void a_secret_is_the_file_without_one_newline() throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), "two words \n\n");
        Credentials account = SecretFile.account("--chap", "user:@" + file);
        assertThat(account.name()).isEqualTo("user");
        assertThat(new String(account.secret().reveal(), StandardCharsets.UTF_8))
                .isEqualTo("two words \n");
    }

    @Test
    void a_secret_on_the_command_line_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> SecretFile.account("--chap", "user:averysecretsecret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("USER:@FILE")
                .hasMessageNotContaining("averysecret");
    }

    @Test
    void what_cannot_be_is_named_in_one_line() throws IOException {
        Path empty = Files.createFile(dir.resolve("empty"));
        String[] start = {"--portal", "127.0.0.1:0", "--target", IQN, "--lun"};
        refuses("ram:SIZE", start, "ram:64");
        refuses("ram:SIZE", start, "disk.img");
        refuses("cannot be read", start, "ram:1M", "--chap", "user:@" + dir.resolve("nothing"));
        refuses("1 to 255 bytes", start, "ram:1M", "--chap", "user:@" + empty);
        refuses("--mutual needs --chap", start, "ram:1M", "--mutual", "disk:@" + Files.writeString(empty, "x"));
        refuses("portal", new String[] {"--portal", "127.0.0.1:http", "--target", IQN, "--lun"}, "ram:1M");
        refuses("iSCSI name", new String[] {"--portal", "127.0.0.1:0", "--target", "disk", "--lun"}, "ram:1M");
    }

    @Test
    void missing_options_are_a_usage_error() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new CommandLine(new TargetCommand())
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .execute("--target", IQN, "--lun", "ram:1M");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--portal");
    }

    private static TargetCommand parsed(String... arguments) {
        TargetCommand command = new TargetCommand();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private static void refuses(String message, String[] start, String... more) {
        String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        TargetCommand command = parsed(all);
        assertThatThrownBy(command::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
