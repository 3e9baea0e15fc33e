package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.Ahs;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TargetPdu;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The codec: header, additional header segments, data. What it reads it must write and read again as the same.
final class PduFuzz implements Decoder {
    @Override
    public String name() {
        return "pdu";
    }

    @Override
    public List<byte[]> seeds() {
        return Traffic.pdus(_ -> true);
    }

    @Override
    public String decode(byte[] input) {
        if (input.length < Pdu.BHS_LENGTH) {
            return "short";
        }
        ByteBuffer header = ByteBuffer.allocate(Pdu.BHS_LENGTH).put(0, input, 0, Pdu.BHS_LENGTH);
        int rest = input.length - Pdu.BHS_LENGTH;
        int ahs = Math.min(header.get(4) & 0xff, rest / 4) * 4;
        int data = Math.min(header.getInt(4) & 0xff_ffff, rest - ahs);
        header.putInt(4, (ahs / 4) << 24 | data);
        ByteBuffer bytes = ByteBuffer.wrap(input);
        Pdu pdu = Pdu.decode(header, bytes.slice(Pdu.BHS_LENGTH, ahs), bytes.slice(Pdu.BHS_LENGTH + ahs, data));
        ByteBuffer again = ByteBuffer.allocate(Pdu.BHS_LENGTH);
        pdu.encodeHeader(again);
        if (again.hasRemaining()) {
            throw new AssertionError("a header of " + again.position() + " bytes");
        }
        Pdu second = Pdu.decode(again.flip(), pdu.ahs(), pdu.data());
        if (!second.equals(pdu)) {
            throw new AssertionError(pdu + " became " + second);
        }
        return pdu.opcode() + " " + (header.get(1) & 0xff) + views(pdu);
    }

    private static String views(Pdu pdu) {
        return switch (pdu) {
            case ScsiCommand command ->
                " " + command.fullCdb().remaining()
                        + command.bidirectionalReadLength().isPresent();
            case ScsiResponse response -> " " + (response.sense().remaining() > 0);
            case TargetPdu target -> " " + target.consumesStatSn();
            case Pdu _ -> "";
        };
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        Opcode[] opcodes = Opcode.values();
        ByteBuffer ahs = ByteBuffer.allocate(0);
        if (random.nextInt(3) == 0) {
            List<Ahs> segments = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                byte[] content = new byte[random.nextInt(1, 20)];
                random.nextBytes(content);
                segments.add(new Ahs(random.nextInt(4), ByteBuffer.wrap(content)));
            }
            ahs = Ahs.encode(segments);
        }
        byte[] header = new byte[Pdu.BHS_LENGTH];
        byte[] data = new byte[random.nextBoolean() ? 0 : random.nextInt(300)];
        random.nextBytes(header);
        random.nextBytes(data);
        header[0] = (byte) opcodes[random.nextInt(opcodes.length)].code();
        return ByteBuffer.allocate(header.length + ahs.remaining() + data.length)
                .put(header)
                .put(ahs.duplicate())
                .put(data)
                .putInt(4, (ahs.remaining() / 4) << 24 | data.length)
                .array();
    }
}
