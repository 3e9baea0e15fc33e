package io.santinel.app.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads a capture from its begin to its end and gives the PDUs in it, each when its last byte comes by. Memory has
/// bounds whatever the length: of connections, of bytes that wait for others, of a PDU's data.
public final class Trace implements Conversation.Listener {
    private static final int MAX_CONNECTIONS = 16_384;
    private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;
    private static final int MAX_STREAMS_IN_SUMMARY = 1000;

    private final Set<Integer> ports;
    private final TraceOutput out;
    private final Reassembly.Budget budget = new Reassembly.Budget(MAX_WAITING_BYTES);
    private final Map<Ends, Conversation> conversations = new LinkedHashMap<>(64, 0.75f, true);
    private final List<String> streams = new ArrayList<>();
    private final Map<Integer, Long> unknownLinks = new TreeMap<>();

    private int connections;
    private int iscsiStreams;
    private long frames;
    private long cutFrames;
    private long now;
    private long pdus;
    private long broken;
    private long violations;

    private record Ends(Endpoint one, Endpoint other) {
        Ends reversed() {
            return new Ends(other, one);
        }
    }

    /// @param ports only connections to these, taken for iSCSI whatever they look like; none: all that look like it
    public Trace(Set<Integer> ports, TraceOutput out) {
        this.ports = Set.copyOf(ports);
        this.out = out;
    }

    /// Reads all of a file; what came before a damaged place has been given when this throws.
    ///
    /// @param name for messages
    public void read(InputStream in, String name) throws IOException {
        try {
            CaptureFile file = CaptureFile.open(in, name);
            Optional<Frame> frame = file.next();
            while (frame.isPresent()) {
                frame(frame.get());
                frame = file.next();
            }
        } finally {
            conversations.values().forEach(this::close);
            conversations.clear();
        }
    }

    /// What was in the file, for people: streams, counts, and what was not captured.
    public List<String> summary() {
        List<String> lines = new ArrayList<>(streams);
        if (iscsiStreams > streams.size()) {
            lines.add("… and " + (iscsiStreams - streams.size()) + " streams more");
        }
        if (cutFrames > 0) {
            lines.add(cutFrames + " of " + frames + " frames were cut short by the capture (snaplen): data and digests"
                    + " in them cannot be checked; capture whole frames with tcpdump -s 0");
        }
        unknownLinks.forEach(
                (link, count) -> lines.add(count + " frames of link type " + link + " were not looked at"));
        lines.add("%d PDUs in %d iSCSI streams (%d TCP connections, %d frames), %d violations in %d PDUs"
                .formatted(pdus, iscsiStreams, connections, frames, violations, broken));
        return lines;
    }

    private void frame(Frame frame) {
        frames = frame.number();
        now = frame.nanos();
        int cut = frame.length() - frame.bytes().limit();
        Optional<LinkType> link = LinkType.of(frame.linkType());
        if (link.isEmpty()) {
            unknownLinks.merge(frame.linkType(), 1L, Long::sum);
            return;
        }
        cutFrames += cut > 0 ? 1 : 0;
        link.get()
                .packet(frame.bytes())
                .flatMap(packet -> TcpSegment.of(packet, cut))
                .ifPresent(segment -> conversation(segment).segment(segment));
    }

    private Conversation conversation(TcpSegment segment) {
        Ends ends = new Ends(segment.from(), segment.to());
        Ends key = conversations.containsKey(ends.reversed()) ? ends.reversed() : ends;
        Conversation known = conversations.get(key);
        if (known != null && !(segment.syn() && known.isFollowedBy(segment))) {
            return known;
        }
        if (known != null) {
            conversations.remove(key);
            close(known);
        } else if (conversations.size() == MAX_CONNECTIONS) {
            var oldest = conversations.entrySet().iterator().next();
            conversations.remove(oldest.getKey());
            close(oldest.getValue());
        }
        Conversation fresh = new Conversation(connections++, segment, ports, this, budget);
        conversations.put(ends, fresh);
        return fresh;
    }

    private void close(Conversation conversation) {
        conversation.end();
        if (conversation.isIscsi()) {
            iscsiStreams++;
            if (streams.size() < MAX_STREAMS_IN_SUMMARY) {
                streams.add("stream %d: %s → %s%s, %d PDUs, %d violations"
                        .formatted(
                                conversation.number(),
                                conversation.initiator(),
                                conversation.target(),
                                conversation
                                        .targetName()
                                        .map(name -> " " + Words.clean(name))
                                        .orElse(""),
                                conversation.pdus(),
                                conversation.violations()));
            }
        }
    }

    @Override
    public void pdu(Conversation conversation, PduCutter.Cut cut, boolean fromTarget) {
        CapturedPdu pdu = new CapturedPdu(
                frames,
                now,
                conversation.number(),
                fromTarget ? conversation.target() : conversation.initiator(),
                fromTarget ? conversation.initiator() : conversation.target(),
                fromTarget,
                cut.at(),
                cut.bytes(),
                cut.header(),
                cut.ahs(),
                cut.data(),
                cut.missing(),
                cut.headerDigest(),
                cut.dataDigest());
        List<Violation> found = conversation.check(pdu);
        pdus++;
        broken += found.isEmpty() ? 0 : 1;
        violations += found.size();
        out.pdu(pdu, found);
    }

    @Override
    public void lost(Conversation conversation, boolean fromTarget, String what) {
        out.note(now, conversation.number(), fromTarget, what);
    }
}
