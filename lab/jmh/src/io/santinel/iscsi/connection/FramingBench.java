package io.santinel.iscsi.connection;

import io.santinel.iscsi.pdu.ScsiDataIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The data plane's codec without a socket: Data-In PDUs of 4 KiB laid out into a batch, and cut out of one. The channels
/// are memory, so what is left is headers, copies and digests.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FramingBench {
    private static final int LENGTH = 4096;
    private static final int BATCH = 14; // as many as a batch of 64 KiB holds

    @Param({"false", "true"})
    public boolean digests;

    private final Memory memory = new Memory();
    private final ByteBuffer data = ByteBuffer.allocateDirect(LENGTH);
    private final ByteBuffer into = ByteBuffer.allocateDirect(LENGTH);
    private final ScsiDataIn pdu = new ScsiDataIn(true, false, false, false, true, 0, 0, 17, -1, 9, 6, 134, 0, 0, 0, data);
    private final PduWriter writer = new PduWriter(memory, PduObserver.NONE);
    private final PduReader reader = new PduReader(memory, PduObserver.NONE);

    @Setup
    public void lay() throws IOException {
        writer.digests(digests, digests);
        reader.digests(digests, digests);
        reader.limit(LENGTH);
        write();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void write() throws IOException {
        memory.bytes.clear();
        for (int i = 0; i < BATCH; i++) {
            if (!writer.put(pdu)) {
                throw new IllegalStateException("the batch does not hold " + BATCH);
            }
        }
        writer.flush();
        memory.bytes.flip();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int read() throws IOException {
        memory.bytes.position(0);
        int bytes = 0;
        for (int i = 0; i < BATCH; i++) {
            bytes += reader.next().dataLength();
            reader.take(into, 0);
        }
        return bytes;
    }

    /// What was written can be read, again and again.
    private static final class Memory implements GatheringByteChannel, ScatteringByteChannel {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(BATCH * (LENGTH + 64));

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            bytes.put(from);
            return count;
        }

        @Override
        public int read(ByteBuffer to) {
            int count = Math.min(to.remaining(), bytes.remaining());
            to.put(to.position(), bytes, bytes.position(), count);
            to.position(to.position() + count);
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long write(ByteBuffer[] parts) {
            return write(parts, 0, parts.length);
        }

        @Override
        public long write(ByteBuffer[] parts, int offset, int length) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += write(parts[i]);
            }
            return count;
        }

        @Override
        public long read(ByteBuffer[] parts) {
            return read(parts, 0, parts.length);
        }

        @Override
        public long read(ByteBuffer[] parts, int offset, int length) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += read(parts[i]);
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
