package io.santinel.iscsi.target;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.TextAssembly;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.TextRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Text requests of one connection: collects a request that comes in parts, and hands a long answer out in parts (RFC
/// 7143 §11.10, §11.11). One exchange at a time; a new request forgets the one before.
final class TextService {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Responder responder;
    private final UnaryOperator<List<KeyValue>> answer;
    private final int maxSegment;
    private final int limit;
    private TextAssembly asked;
    private ByteBuffer rest = NOTHING;
    private int transferTag = Pdu.RESERVED_TAG;
    private int lastTag;

    /// @param answer from the pairs asked to the pairs answered
    /// @param maxSegment longest data segment that the initiator takes
    /// @param limit bytes of a request; an answer has the length of what there is to say
    TextService(Responder responder, UnaryOperator<List<KeyValue>> answer, int maxSegment, int limit) {
        this.responder = responder;
        this.answer = answer;
        this.maxSegment = maxSegment;
        this.limit = limit;
        this.asked = new TextAssembly(limit);
    }

    int maxSegment() {
        return maxSegment;
    }

    void request(TextRequest request) throws IOException {
        if (request.targetTransferTag() == Pdu.RESERVED_TAG) {
            asked = new TextAssembly(limit);
            rest = NOTHING;
        } else if (request.targetTransferTag() != transferTag) {
            throw new ProtocolViolation("11.10.4", "Text Request with a Target Transfer Tag that is not open");
        }
        Optional<List<KeyValue>> pairs = asked.add(request.data(), request.continues());
        if (pairs.isEmpty()) {
            respond(request, NOTHING, false);
            return;
        }
        if (!pairs.get().isEmpty()) {
            rest = Text.encode(answer.apply(pairs.get()));
        }
        int length = Math.min(rest.remaining(), maxSegment);
        ByteBuffer part = rest.slice(rest.position(), length);
        rest = rest.slice(rest.position() + length, rest.remaining() - length);
        respond(request, part, !rest.hasRemaining() && request.isFinal());
    }

    private void respond(TextRequest request, ByteBuffer part, boolean isFinal) throws IOException {
        transferTag = isFinal ? Pdu.RESERVED_TAG : nextTag();
        responder.text(request.lun(), request.initiatorTaskTag(), transferTag, isFinal, part);
    }

    private int nextTag() {
        lastTag = lastTag + 1 == Pdu.RESERVED_TAG ? 1 : lastTag + 1;
        return lastTag;
    }
}
