package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class SqliteFileTest {
    @TempDir
    Path directory;

    @Test
    void a_data_directory_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "a file");
        assertThatThrownBy(() -> SqliteFile.open(file, "series.db", Durability.PROCESS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot use " + file)
                .hasMessageContaining("directory");
    }

    @Test
    void a_database_path_that_is_no_file_is_named() throws IOException {
        Files.createDirectory(directory.resolve("series.db"));
        assertThatThrownBy(() -> SqliteFile.open(directory, "series.db", Durability.PROCESS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open " + directory.resolve("series.db"));
    }

    @Test
    void a_read_only_file_asks_for_the_right_to_write() throws Exception {
        Path path = directory.resolve("a.db");
        try (Connection connection = connect(path, false);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (x integer)");
        }
        try (Connection connection = connect(path, true);
                Statement statement = connection.createStatement()) {
            assertThat(failure(path, () -> statement.execute("insert into t values (1)")))
                    .hasMessageContaining("read-only")
                    .hasMessageContaining("right to write " + path);
        }
    }

    @Test
    void a_database_that_another_process_holds_asks_to_end_it() throws Exception {
        Path path = directory.resolve("a.db");
        try (Connection one = connect(path, false);
                Connection other = connect(path, false);
                Statement holding = one.createStatement();
                Statement waiting = other.createStatement()) {
            holding.execute("begin exclusive");
            assertThat(failure(path, () -> waiting.execute("create table t (x integer)")))
                    .hasMessageContaining("another process holds the database");
        }
    }

    @Test
    void a_damaged_page_asks_to_move_the_file_away() throws Exception {
        Path path = directory.resolve("a.db");
        try (Connection connection = connect(path, false);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (x integer)");
        }
        byte[] bytes = Files.readAllBytes(path);
        for (int i = 100; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Files.write(path, bytes);
        try (Connection connection = connect(path, false);
                Statement statement = connection.createStatement()) {
            assertThat(failure(path, () -> statement.execute("insert into t values (1)")))
                    .hasMessageContaining("damaged")
                    .hasMessageContaining(".recover");
        }
    }

    private static IOException failure(Path path, ThrowingCallable work) {
        try {
            work.call();
        } catch (SQLException e) {
            return StoreFailure.of(path, "write", e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("SQLite did not complain");
    }

    private static Connection connect(Path path, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(1);
        return DriverManager.getConnection("jdbc:sqlite:" + path, config.toProperties());
    }
}
