package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.target.Backstore;
import io.santinel.iscsi.target.FileBackstore;
import io.santinel.iscsi.target.RamBackstore;
import java.nio.file.Path;

/// What keeps the blocks of a logical unit, as an option or a configuration file says it.
sealed interface Medium {
    String RAM = "ram:";
    String FILE = "file:";

    /// Memory, gone with the process.
    record Ram(long bytes, int blockSize) implements Medium {
        @Override
        public Backstore open() throws IscsiException {
            return RamBackstore.allocate(bytes, blockSize);
        }

        @Override
        public String product() {
            return "RAM DISK";
        }
    }

    /// A file or a block device.
    record Kept(Path path, int blockSize, boolean readOnly) implements Medium {
        @Override
        public Backstore open() throws IscsiException {
            return FileBackstore.open(path, blockSize, readOnly);
        }

        @Override
        public String product() {
            return "FILE DISK";
        }
    }

    /// Takes hold of it.
    Backstore open() throws IscsiException;

    /// What INQUIRY calls it.
    String product();

    /// Reads `ram:64M` or `file:PATH`.
    ///
    /// @throws IllegalArgumentException when it is neither; the message quotes the text
    static Medium parse(String text, int blockSize, boolean readOnly) {
        if (text.startsWith(FILE) && text.length() > FILE.length()) {
            return new Kept(Path.of(text.substring(FILE.length())), blockSize, readOnly);
        }
        if (!text.startsWith(RAM)) {
            throw new IllegalArgumentException("LUN \"" + text + "\": want ram:SIZE, as ram:64M, or file:PATH");
        }
        if (readOnly) {
            throw new IllegalArgumentException(
                    "LUN \"" + text + "\": nothing could ever be read from read-only memory");
        }
        return new Ram(RamBackstore.size(text), blockSize);
    }
}
