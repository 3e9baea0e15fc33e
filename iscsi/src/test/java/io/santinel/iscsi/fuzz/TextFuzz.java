package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.key.Negotiation;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.TextAssembly;
import io.santinel.iscsi.key.Wishes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Texts of keys, in one segment and in many, and what either end makes of them.
final class TextFuzz implements Decoder {
    private static final int LIMIT = 64 * 1024;

    @Override
    public String name() {
        return "text";
    }

    @Override
    public List<byte[]> seeds() {
        return Traffic.data(opcode -> (opcode & 0x1f) == 3 || (opcode & 0x1f) == 4);
    }

    @Override
    public List<String> words() {
        return KeyGrammar.words();
    }

    @Override
    public String decode(byte[] input) {
        TextAssembly assembly = new TextAssembly(LIMIT);
        Random random = new Random(input.length);
        for (byte[] part : KeyGrammar.cut(random, input)) {
            if (assembly.add(ByteBuffer.wrap(part), true).isPresent()) {
                throw new AssertionError("a text that goes on was read");
            }
        }
        List<KeyValue> pairs = assembly.add(ByteBuffer.allocate(0), false).orElseThrow();
        if (!pairs.equals(Text.parse(ByteBuffer.wrap(input)))) {
            throw new AssertionError("in segments another text than whole");
        }
        if (!pairs.equals(Text.parse(Text.encode(pairs)))) {
            throw new AssertionError("encoded another text than read: " + pairs);
        }
        return pairs.size() + negotiate(Wishes.INITIATOR, true, pairs) + negotiate(Wishes.TARGET, false, pairs);
    }

    private static String negotiate(Wishes wishes, boolean offers, List<KeyValue> pairs) {
        StringBuilder outcome = new StringBuilder();
        for (boolean discovery : new boolean[] {false, true}) {
            Negotiation negotiation = new Negotiation(wishes, discovery);
            if (offers) {
                negotiation.offer();
            }
            try {
                outcome.append(' ').append(negotiation.receive(pairs).size());
                Negotiated result = negotiation.result();
                boolean strange = !offers && (result.maxOutstandingR2T() < 1 || result.maxBurstLength() < 512);
                if (strange
                        || result.firstBurstLength() > result.maxBurstLength()
                        || result.peerMaxRecvDataSegmentLength() < 512) {
                    throw new AssertionError("agreed on what cannot be: " + result);
                }
            } catch (ProtocolViolation e) {
                outcome.append(' ').append(e.section());
            }
        }
        return outcome.toString();
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        return KeyGrammar.text(random, 30);
    }

    @Override
    public long memory(int length) {
        return 1024 * 1024 + 512L * length; // a pair of four bytes becomes two strings, some times over
    }
}
