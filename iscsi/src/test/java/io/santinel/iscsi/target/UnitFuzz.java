package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.Traffic;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Operation;
import io.santinel.iscsi.target.Step.Done;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A logical unit: a CDB and its parameter list. No command may reach beyond the medium or ask for data without end.
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // public for the list of fuzzers, in a package of its own
public final class UnitFuzz implements Decoder {
    private static final int CDB = 16;
    private static final int CDB_AT = 32;
    private static final long BYTES = RamBackstore.MIN_BYTES;
    private static final int MAX_COLLECTED = 1024 * 1024;
    private static final String NAME = Peer.TARGET;

    private final LogicalUnit unit;
    private final List<Nexus> nexuses = List.of(nexus(1), nexus(2));

    public UnitFuzz() {
        try {
            unit = new LogicalUnit(0, Identity.of(NAME, 0), RamBackstore.allocate(BYTES));
            nexuses.forEach(unit::attach);
        } catch (IscsiException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Nexus nexus(int isid) {
        return new Nexus(
                new IscsiName("iqn.2026-01.io.example:host"), Isid.ofOui(0x23d, isid), new Inquiry.Port(NAME, 1));
    }

    @Override
    public String name() {
        return "unit";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] command : Traffic.pdus(opcode -> opcode == Opcode.SCSI_COMMAND.code())) {
            byte[] seed = Arrays.copyOf(
                    Arrays.copyOfRange(command, CDB_AT, Pdu.BHS_LENGTH), CDB + command.length - Pdu.BHS_LENGTH);
            System.arraycopy(command, Pdu.BHS_LENGTH, seed, CDB, command.length - Pdu.BHS_LENGTH);
            seeds.add(seed);
        }
        return seeds;
    }

    @Override
    public String decode(byte[] input) {
        Command command = Command.parse(ByteBuffer.wrap(Arrays.copyOf(input, CDB)));
        byte[] parameters = input.length > CDB ? Arrays.copyOfRange(input, CDB, input.length) : new byte[0];
        Nexus nexus = nexuses.get(input.length & 1);
        Step step = unit.begin(nexus, command, new TreeSet<>(List.of(0, 1)), parameters.length);
        return command.getClass().getSimpleName()
                + switch (step) {
                    case Done done -> said(done);
                    case Step.ReadOut(long offset, long length) -> inside(offset, length);
                    case Step.WriteIn(long offset, long length, boolean _) -> inside(offset, length);
                    case Step.OrIn(long offset, long length) -> inside(offset, length);
                    case Step.CompareIn(long offset, long length) -> inside(offset, length);
                    case Step.Collect(int length, var then) -> {
                        if (length < 1 || length > MAX_COLLECTED) {
                            throw new AssertionError(command + " collects " + length + " bytes");
                        }
                        yield " collected" + said(then.apply(ByteBuffer.wrap(Arrays.copyOf(parameters, length))));
                    }
                };
    }

    private static String said(Done done) {
        return done.status() + " " + done.sense().map(Object::toString).orElse("");
    }

    private static String inside(long offset, long length) {
        if (offset < 0 || length < 0 || offset > BYTES || length > BYTES - offset) {
            throw new AssertionError(length + " bytes from " + offset + " on a medium of " + BYTES);
        }
        return " moves";
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        Operation[] operations = Operation.values();
        Operation operation = operations[random.nextInt(operations.length)];
        byte[] bytes = new byte[CDB + (random.nextBoolean() ? 0 : random.nextInt(1024))];
        random.nextBytes(bytes);
        for (int i = 2; i < CDB; i++) { // small numbers reach further than large ones
            bytes[i] = random.nextInt(3) == 0 ? bytes[i] : (byte) random.nextInt(3);
        }
        bytes[0] = (byte) operation.opcode();
        bytes[1] = (byte) (operation.hasServiceAction() ? operation.serviceAction() : bytes[1] & 0x1f);
        return bytes;
    }

    /// VERIFY compares block for block.
    @Override
    public long memory(int length) {
        return 8 * BYTES + 128L * length;
    }
}
