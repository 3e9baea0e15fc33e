package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.scsi.Cdb;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lengths that are no multiple of a page.
@Timeout(20)
class OddLengthTest {
    @ParameterizedTest
    @ValueSource(ints = {33, 39, 47, 63, 65, 121})
    void immediate_data_of_so_many_blocks_is_written(int blocks) throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer peer = Peer.loggedIn(disk.address())) {
            ByteBuffer data = Peer.random(blocks * 512);
            peer.write(1, Cdb.write(0, blocks), data.remaining(), true, data.duplicate());
            assertThat(peer.result(1).status()).isZero();
            peer.command(2, 0, Cdb.read(0, blocks), data.remaining());
            assertThat(peer.result(2).data()).isEqualTo(data);
        }
    }

    @Test
    void memory_of_so_many_blocks_is_all_there() throws IOException {
        try (RamBackstore store = RamBackstore.allocate(RamBackstore.MIN_BYTES + 512)) {
            ByteBuffer last = Peer.random(512);
            store.write(RamBackstore.MIN_BYTES, last.duplicate());
            ByteBuffer read = ByteBuffer.allocate(512);
            store.read(RamBackstore.MIN_BYTES, read);
            assertThat(read.flip()).isEqualTo(last);
        }
    }
}
