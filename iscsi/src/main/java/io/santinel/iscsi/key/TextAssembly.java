package io.santinel.iscsi.key;

import io.santinel.iscsi.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Joins the segments of a text that goes on over several PDUs (C bit, RFC 7143 §6.2): a pair may be cut anywhere.
public final class TextAssembly {
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// Starts with nothing.
    ///
    /// @param limit bytes that a text may have in all
    public TextAssembly(int limit) {
        this.limit = limit;
    }

    /// Adds a PDU's segment.
    ///
    /// @return the pairs when this was the last segment, else nothing
    /// @throws ProtocolViolation when the text grows over the limit or cannot be read
    public Optional<List<KeyValue>> add(ByteBuffer segment, boolean continues) {
        if (bytes.size() + segment.remaining() > limit) {
            throw new ProtocolViolation("6.2", "text of more than " + limit + " bytes");
        }
        byte[] part = new byte[segment.remaining()];
        segment.duplicate().get(part);
        bytes.write(part, 0, part.length);
        if (continues) {
            return Optional.empty();
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
        bytes.reset();
        return Optional.of(Text.parse(whole));
    }
}
