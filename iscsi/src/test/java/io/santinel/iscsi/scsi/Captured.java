package io.santinel.iscsi.scsi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// Lines of the captured fixtures.
final class Captured {
    private Captured() {}

    static List<String[]> lines(String file) {
        try {
            return Files.readAllLines(Path.of("src/test/fixtures/scsi", file)).stream()
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    /// What a target answered to the first CDB that begins so.
    static ByteBuffer answer(String target, String cdb) {
        return lines("answers.txt").stream()
                .filter(line -> line[0].equals(target) && line[1].startsWith(cdb))
                .map(line -> bytes(line[2]))
                .findFirst()
                .orElseThrow();
    }

    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
