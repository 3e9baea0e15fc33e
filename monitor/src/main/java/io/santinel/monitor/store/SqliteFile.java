package io.santinel.monitor.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// One SQLite file in the data directory, held by one process at a time through a lock file beside it.
///
/// The lock is the operating system's, so it goes with the process, however that ends; the file that carries it stays.
final class SqliteFile implements AutoCloseable {
    /// Marks a database as Santinel's: `SANT`.
    private static final int APPLICATION = 0x53414e54;

    private static final int BUSY_MILLIS = 5_000;

    private final Path path;
    private final FileChannel lock;
    private final SQLiteDataSource source;

    private SqliteFile(Path path, FileChannel lock, SQLiteDataSource source) {
        this.path = path;
        this.lock = lock;
        this.source = source;
    }

    /// Makes the directory where needed, takes the lock and looks whether the file is ours.
    static SqliteFile open(Path directory, String name, Durability durability) throws IOException {
        make(directory);
        // The driver unpacks its native library; /tmp is often mounted noexec, the data directory is ours.
        if (System.getProperty("org.sqlite.tmpdir") == null) {
            System.setProperty(
                    "org.sqlite.tmpdir",
                    Files.createDirectories(directory.resolve("native"))
                            .toAbsolutePath()
                            .toString());
        }
        Path path = directory.resolve(name);
        FileChannel lock = lock(path.resolveSibling(name + ".lock"), directory);
        try {
            SqliteFile file = new SqliteFile(path, lock, source(path, durability));
            file.claim();
            return file;
        } catch (SQLException e) {
            lock.close();
            throw StoreFailure.of(path, "open", e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    SQLiteDataSource source() {
        return source;
    }

    Connection connect() throws SQLException {
        return source.getConnection();
    }

    IOException failure(String doing, SQLException e) {
        return StoreFailure.of(path, doing, e);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static SQLiteDataSource source(Path path, Durability durability) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (durability) {
                    case PROCESS -> SQLiteConfig.SynchronousMode.NORMAL;
                    case POWER -> SQLiteConfig.SynchronousMode.FULL;
                });
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        return source;
    }

    private void claim() throws SQLException, IOException {
        try (Connection connection = fresh();
                Statement statement = connection.createStatement()) {
            int application = number(statement, "pragma application_id");
            if (application == APPLICATION) {
                return;
            }
            if (application != 0 || number(statement, "select count(*) from sqlite_master") > 0) {
                throw new IOException(
                        "cannot use " + path + ": it is a database of another program; choose another data directory");
            }
            // Both must stand before the first table; freed pages can then be given back to the disk.
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute("pragma application_id = " + APPLICATION);
        }
    }

    /// A connection without the settings: switching to WAL writes the first page, after which auto_vacuum is fixed.
    private Connection fresh() throws SQLException {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl(source.getUrl());
        return plain.getConnection();
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileSystemException e) {
            throw new IOException(
                    "cannot use " + directory + " as data directory (" + e
                            + "); choose another one or give the monitor's user the right to make it",
                    e);
        }
    }

    private static FileChannel lock(Path path, Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            ByteBuffer owner = ByteBuffer.allocate(20);
            channel.read(owner, 0);
            channel.close();
            throw new IOException("cannot use " + directory + ": the monitor with process id "
                    + StandardCharsets.US_ASCII.decode(owner.flip()).toString().strip()
                    + " uses it; end that one or choose another data directory");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
        return channel;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
