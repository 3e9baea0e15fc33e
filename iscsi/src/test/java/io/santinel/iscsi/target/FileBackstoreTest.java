package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBackstoreTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path dir;

    @Test
    void blocks_are_those_of_the_file_and_stay_in_it() throws IOException {
        Path file = sized("disk", 2 * MIB);
        ByteBuffer data = Peer.random(4096);
        try (FileBackstore store = FileBackstore.open(file)) {
            assertThat(store.blocks()).isEqualTo(4096);
            store.write(MIB - 1024, data.duplicate());
            store.flush();
            ByteBuffer back = ByteBuffer.allocateDirect(4096);
            store.read(MIB - 1024, back);
            assertThat(back.flip()).isEqualTo(data);
        }
        assertThat(Files.size(file)).isEqualTo(2 * MIB);
        try (FileBackstore again = FileBackstore.open(file, FileBackstore.LARGE_BLOCK_SIZE, true)) {
            assertThat(again.blocks()).isEqualTo(512);
            ByteBuffer back = ByteBuffer.allocate(4096);
            again.read(MIB - 1024, back);
            assertThat(back.flip()).isEqualTo(data);
        }
    }

    @Test
    void zeroing_touches_only_what_is_not_zero() throws IOException {
        Path file = sized("sparse", 64L * MIB);
        ByteBuffer data = Peer.random(8192);
        try (FileBackstore store = FileBackstore.open(file)) {
            store.write(5 * MIB, data.duplicate());
            store.flush();
            long used = allocated(file);
            store.zero(5 * MIB + 512, 59 * MIB - 512);
            store.flush();
            ByteBuffer back = ByteBuffer.allocate(8192);
            store.read(5 * MIB, back);
            assertThat(back.slice(0, 512)).isEqualTo(data.slice(0, 512));
            assertThat(back.slice(512, 7680)).isEqualTo(ByteBuffer.allocate(7680));
            assertThat(allocated(file) - used)
                    .as("KiB that zeroing 59 MiB took")
                    .isLessThan(1024);
        }
    }

    @Test
    void one_file_is_served_once() throws IOException {
        Path file = sized("disk", MIB);
        try (FileBackstore store = FileBackstore.open(file)) {
            assertThat(store.readOnly()).isFalse();
            refuses(ErrorCode.BUSY, "served already", file);
            Files.createSymbolicLink(dir.resolve("link"), file);
            refuses(ErrorCode.BUSY, "served already", dir.resolve("link"));
        }
        FileBackstore.open(file).close();
    }

    @Test
    void another_process_is_kept_out() throws Exception {
        Path file = sized("disk", MIB);
        Process holder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "target/classes:target/test-classes",
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            refuses(ErrorCode.BUSY, "another program serves it", file);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        FileBackstore.open(file).close();
    }

    /// Serves a file until it is killed.
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (FileBackstore store = FileBackstore.open(Path.of(arguments[0]))) {
                System.out.println("held");
                System.in.read();
                store.flush();
            }
        }
    }

    @Test
    void what_cannot_be_served_is_named_with_a_remedy() throws IOException {
        Path missing = dir.resolve("missing");
        refuses(ErrorCode.INVAL, "no such file: make one, as with truncate -s 10G " + missing, missing);
        refuses(ErrorCode.INVAL, "is a directory", dir);
        refuses(ErrorCode.INVAL, "0 bytes are too small", sized("empty", 0));
        refuses(ErrorCode.INVAL, "1000 bytes are no multiple of 512", sized("odd", 1000));
        refuses(ErrorCode.INVAL, "truncate -s 1024 ", dir.resolve("odd"));
        assertThat(dir.resolve("odd")).as("nothing is changed").hasSize(1000);
        if (!"root".equals(System.getProperty("user.name"))) {
            Path locked = sized("locked", MIB);
            assertThat(locked.toFile().setWritable(false)).isTrue();
            refuses(ErrorCode.ACCESS, "is not readable and writable", locked);
        }
    }

    @Test
    void a_file_that_was_cut_under_it_is_an_error_and_no_zeros() throws IOException {
        Path file = sized("cut", 2 * MIB);
        try (FileBackstore store = FileBackstore.open(file)) {
            resize(file, MIB);
            assertThatThrownBy(() -> store.read(MIB - 512, ByteBuffer.allocate(1024)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ends at 1048576");
        }
    }

    private static void refuses(ErrorCode code, String message, Path file) {
        assertThatThrownBy(() -> FileBackstore.open(file))
                .isInstanceOfSatisfying(
                        IscsiException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private Path sized(String name, long bytes) throws IOException {
        return resize(dir.resolve(name), bytes);
    }

    private static Path resize(Path file, long bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(bytes);
        }
        return file;
    }

    /// KiB that a file takes on its file system.
    private static long allocated(Path file) throws IOException {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        return Long.parseLong(du.inputReader().readLine().split("\t", 2)[0]);
    }
}
