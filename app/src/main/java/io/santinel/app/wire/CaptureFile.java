package io.santinel.app.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A file of captured frames, read from its start to its end.
sealed interface CaptureFile permits PcapFile, PcapngFile {
    /// Longest frame that is taken; the longest that capture tools write is 262144 bytes.
    int MAX_FRAME = 1024 * 1024;

    /// The next frame, empty at the end.
    ///
    /// @throws IOException with the place, when the file is cut off or is damaged
    Optional<Frame> next() throws IOException;

    /// Begins to read, by the first four bytes.
    ///
    /// @param name for messages
    static CaptureFile open(InputStream in, String name) throws IOException {
        CaptureBytes bytes = new CaptureBytes(in, name);
        int magic = bytes.take(4, "its first four bytes").getInt();
        if (magic == PcapngFile.SECTION) {
            return new PcapngFile(bytes);
        }
        return PcapFile.of(magic, bytes)
                .orElseThrow(() -> new IOException(
                        name + ": neither pcap nor pcapng (it begins with " + "%08x".formatted(magic) + ")"));
    }
}
