package io.santinel.iscsi.model;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.ScsiResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Initiators with a mistake, that the model must find.
final class Broken {
    private static final int ONE_IN = 50;

    private Broken() {}

    /// Now and then sends a write a second time, when a newer one to the same blocks was acknowledged.
    static Disk retriesAfterANewerWrite(Disk disk) {
        Map<Integer, ByteBuffer> last = new ConcurrentHashMap<>();
        AtomicInteger count = new AtomicInteger();
        return new Disk() {
            @Override
            public void read(int lba, int blocks, ByteBuffer into, Completion completion) throws IOException {
                disk.read(lba, blocks, into, completion);
            }

            @Override
            public void write(int lba, int blocks, ByteBuffer from, Completion completion) throws IOException {
                ByteBuffer older = last.put(lba, from);
                if (older == null || older.remaining() > from.remaining() || count.getAndIncrement() % ONE_IN != 0) {
                    disk.write(lba, blocks, from, completion);
                    return;
                }
                disk.write(lba, blocks, from, new Completion() {
                    @Override
                    public void done(ScsiResult result) {
                        completion.done(result);
                        Thread.ofVirtual().start(() -> again(lba, older));
                    }

                    @Override
                    public void failed(IscsiException why) {
                        completion.failed(why);
                    }
                });
            }

            private void again(int lba, ByteBuffer older) {
                try {
                    disk.write(lba, older.remaining() / Blocks.SIZE, older, Completion.NONE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /// Says that a write is done as soon as it is on its way.
    static Disk acknowledgesBeforeTheAnswer(Disk disk) {
        ScsiResult good = new ScsiResult(ScsiResponse.COMPLETED_AT_TARGET, 0, ByteBuffer.allocate(0), 0, 0, 0);
        return new Disk() {
            @Override
            public void read(int lba, int blocks, ByteBuffer into, Completion completion) throws IOException {
                disk.read(lba, blocks, into, completion);
            }

            @Override
            public void write(int lba, int blocks, ByteBuffer from, Completion completion) throws IOException {
                disk.write(lba, blocks, from, Completion.NONE);
                completion.done(good);
            }
        };
    }
}
