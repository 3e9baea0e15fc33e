package io.santinel.iscsi.pdu;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The records: what a PDU costs that takes the readable way.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PduBench {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer data = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer out = ByteBuffer.allocateDirect(Pdu.BHS_LENGTH);
    private final ScsiCommand command = new ScsiCommand(
            false, true, true, false, 1, 0, 17, 4096, 5, 9, ByteBuffer.allocate(16).put(0, (byte) 0x28), NOTHING, NOTHING);
    private final ByteBuffer commandBytes = laid(command);
    private final ByteBuffer dataInBytes = laid(
            new ScsiDataIn(true, false, false, false, true, 0, 0, 17, -1, 9, 6, 134, 0, 0, 0, data));

    private static ByteBuffer laid(Pdu pdu) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Pdu.BHS_LENGTH);
        pdu.encodeHeader(bytes);
        return bytes.flip();
    }

    @Benchmark
    public ByteBuffer encode_scsi_command() {
        command.encodeHeader(out.clear());
        return out;
    }

    @Benchmark
    public Pdu decode_scsi_command() {
        return Pdu.decode(commandBytes, NOTHING, NOTHING);
    }

    @Benchmark
    public Pdu decode_scsi_data_in() {
        return Pdu.decode(dataInBytes, NOTHING, data);
    }
}
