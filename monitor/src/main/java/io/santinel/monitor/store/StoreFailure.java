package io.santinel.monitor.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What SQLite says, as one line that names the file and the remedy.
final class StoreFailure {
    private StoreFailure() {}

    /// @param doing completes "cannot …", for example `write`
    static IOException of(Path file, String doing, SQLException failure) {
        return new IOException("cannot %s %s: %s".formatted(doing, file, cause(file, failure)), failure);
    }

    private static String cause(Path file, SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return oneLine(failure);
        }
        // Extended codes carry the primary one in their low byte.
        return switch (sqlite.getResultCode().code & 0xff) {
            case 13 ->
                "the disk is full; free some space in " + file.toAbsolutePath().getParent();
            case 8 -> "it is read-only; give the monitor's user the right to write " + file + " and its directory";
            case 11, 26 ->
                "the file is damaged or no SQLite database; move it away (a new one is begun) or recover it with"
                        + " sqlite3's .recover";
            case 14 ->
                "the file cannot be opened; look whether its directory exists and the monitor's user may write there";
            case 5, 6 -> "another process holds the database; end it";
            case 10 -> "reading or writing the disk failed (" + code(sqlite) + "); look at the disk and its free space";
            default -> oneLine(failure);
        };
    }

    private static SQLiteErrorCode code(SQLiteException failure) {
        return failure.getResultCode();
    }

    private static String oneLine(Exception failure) {
        String text = failure.getMessage();
        return text == null
                ? failure.getClass().getSimpleName()
                : text.lines().findFirst().orElse(text);
    }
}
