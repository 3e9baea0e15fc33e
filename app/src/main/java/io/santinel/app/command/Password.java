package io.santinel.app.command;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The password of the account `admin`: from `SANTINEL_PASSWORD`, else from a file, else a new one that is shown once.
///
/// @param generated must be shown, or nobody knows it
record Password(Secret secret, boolean generated) {
    static final String VARIABLE = "SANTINEL_PASSWORD";

    /// No letters or digits that look alike.
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 16;
    private static final int LONGEST_FILE = 4_096;

    /// @param variable value of [#VARIABLE]
    /// @throws IscsiException when the file cannot be read or holds no password
    static Password find(Optional<String> variable, Optional<Path> file, RandomGenerator random) throws IscsiException {
        Optional<String> given = variable.filter(text -> !text.isBlank());
        if (given.isPresent()) {
            return new Password(secret(given.get()), false);
        }
        if (file.isPresent()) {
            return new Password(secret(read(file.get())), false);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Password(secret(text.toString()), true);
    }

    /// The line that shows a generated password; nothing else prints one.
    String announcement() {
        return "account admin, password " + new String(secret.reveal(), StandardCharsets.UTF_8);
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Path file) throws IscsiException {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IscsiException(ErrorCode.INVAL, file + ": too large for a password file");
            }
            String text = Files.readString(file).strip();
            if (text.isEmpty() || text.lines().count() > 1) {
                throw new IscsiException(ErrorCode.INVAL, file + ": want one line, the password");
            }
            return text;
        } catch (IscsiException e) {
            throw e;
        } catch (IOException e) {
            throw new IscsiException(ErrorCode.INVAL, file + ": the password file cannot be read", e);
        }
    }
}
