package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Operation;
import io.santinel.iscsi.scsi.Sense;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// CDBs, and sense data in both formats.
final class ScsiFuzz implements Decoder {
    private static final int CDB = 16;
    private static final int CDB_AT = 32;

    @Override
    public String name() {
        return "scsi";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] command : Traffic.pdus(opcode -> opcode == Opcode.SCSI_COMMAND.code())) {
            seeds.add(Arrays.copyOfRange(command, CDB_AT, Pdu.BHS_LENGTH));
        }
        for (byte[] response : Traffic.data(opcode -> opcode == Opcode.SCSI_RESPONSE.code())) {
            seeds.add(Arrays.copyOfRange(response, Math.min(2, response.length), response.length));
        }
        return seeds;
    }

    @Override
    public String decode(byte[] input) {
        Command command = Command.parse(ByteBuffer.wrap(Arrays.copyOf(input, Math.max(CDB, input.length))));
        String sense = Sense.parse(ByteBuffer.wrap(input))
                .map(read -> {
                    Sense again = Sense.parse(read.toFixed().rewind()).orElseThrow();
                    if (again.key() != read.key() || again.asc() != read.asc() || again.ascq() != read.ascq()) {
                        throw new AssertionError(read + " became " + again);
                    }
                    return read.key() + " " + read.information().isPresent()
                            + read.field().isPresent();
                })
                .orElse("");
        return command.getClass().getSimpleName() + sense;
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(1, 40) : CDB];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0) {
            bytes[0] = List.of((byte) 0x70, (byte) 0xf0, (byte) 0x71, (byte) 0x72, (byte) 0x73)
                    .get(random.nextInt(5));
        } else {
            Operation[] operations = Operation.values();
            Operation operation = operations[random.nextInt(operations.length)];
            bytes[0] = (byte) operation.opcode();
            if (bytes.length > 1 && operation.hasServiceAction()) {
                bytes[1] = (byte) operation.serviceAction();
            }
        }
        return bytes;
    }
}
