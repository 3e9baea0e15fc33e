package io.santinel.app.command;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.login.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A CHAP account of the command line, `USER:@FILE`: the secret itself never stands there, where every user of the
/// machine can read it.
public final class SecretFile {
    private static final int MAX_FILE = 4096;

    private SecretFile() {}

    /// Reads the account; of the file's text one trailing newline is not part of the secret.
    ///
    /// @throws IllegalArgumentException when the form is another or the file holds no secret; the message never
    ///     quotes what might be one
    static Credentials account(String option, String text) {
        int at = text.indexOf(":@");
        if (at < 1 || at + 2 == text.length()) {
            throw new IllegalArgumentException(
                    option + ": want USER:@FILE, the file holding the secret (secrets are not taken from arguments)");
        }
        return new Credentials(text.substring(0, at), read(option, Path.of(text.substring(at + 2))));
    }

    /// The secret in a file; one trailing newline is not part of it.
    ///
    /// @param option for the message
    /// @throws IllegalArgumentException when the file holds none
    public static Secret read(String option, Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IllegalArgumentException(option + ": " + file + " is too long for a secret");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + ": " + file + " cannot be read", e);
        }
        boolean newline = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        byte[] secret = Arrays.copyOf(bytes, bytes.length - (newline ? 1 : 0));
        if (secret.length == 0 || secret.length > 255) {
            throw new IllegalArgumentException(option + ": " + file + ": want a secret of 1 to 255 bytes");
        }
        return Secret.of(secret);
    }
}
