package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordTest {
    @TempDir
    private Path directory;

    @Test
    void the_environment_goes_before_the_file_and_the_file_before_a_new_one() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "of the file\n");
        assertThat(text(Password.find(Optional.of("of the environment"), Optional.of(file), new Random(1))))
                .isEqualTo("of the environment");
        assertThat(text(Password.find(Optional.of(" "), Optional.of(file), new Random(1))))
                .isEqualTo("of the file");
        Password made = Password.find(Optional.empty(), Optional.empty(), new Random(1));
        assertThat(made.generated()).isTrue();
        assertThat(text(made)).matches("[A-Za-z2-9]{16}");
        assertThat(made.announcement()).endsWith(text(made));
        assertThat(text(Password.find(Optional.empty(), Optional.empty(), new Random(2))))
                .isNotEqualTo(text(made));
    }

    @Test
    void it_does_not_print_itself() throws Exception {
        Password password = Password.find(Optional.of("hush"), Optional.empty(), new Random(1));
        assertThat(password.toString()).doesNotContain("hush");
    }

    @Test
    void a_file_without_a_password_is_refused_without_showing_its_content() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path two = Files.writeString(directory.resolve("two"), "hush\nhush\n");
        for (Path file : new Path[] {empty, two, directory.resolve("none")}) {
            assertThatThrownBy(() -> Password.find(Optional.empty(), Optional.of(file), new Random(1)))
                    .isInstanceOf(IscsiException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageNotContaining("hush");
        }
    }

    private static String text(Password password) {
        return new String(password.secret().reveal(), StandardCharsets.UTF_8);
    }
}
