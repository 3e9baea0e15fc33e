package io.santinel.app.wire;

import io.santinel.app.wire.Digests.Use;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A TCP connection of a capture: whether it is iSCSI, which end is the target, and its PDUs.
final class Conversation {
    private static final Set<Integer> USUAL_PORTS = Set.of(3260, 860);
    private static final int DIGEST = 4;

    private final int number;
    private final Set<Integer> ports;
    private final Listener listener;
    private final Way ofFirst;
    private final Way ofSecond;
    private final Digests digests = new Digests();

    private Kind kind = Kind.UNKNOWN;
    private boolean firstIsTarget;
    private ConnectionRules rules = new ConnectionRules(true, digests);
    private long pdus;
    private long violations;

    private enum Kind {
        UNKNOWN,
        ISCSI,
        OTHER
    }

    /// Who gets the PDUs.
    interface Listener {
        void pdu(Conversation conversation, PduCutter.Cut cut, boolean fromTarget);

        void lost(Conversation conversation, boolean fromTarget, String what);
    }

    /// One direction.
    private final class Way implements PduCutter.Owner {
        private final boolean first;
        private final Endpoint from;
        private final Endpoint to;
        private final PduCutter cutter;
        private final Reassembly reassembly;

        Way(boolean first, Endpoint from, Endpoint to, Reassembly.Budget budget) {
            this.first = first;
            this.from = from;
            this.to = to;
            cutter = new PduCutter(this, digests);
            reassembly = new Reassembly(cutter, budget);
        }

        @Override
        public boolean opens(ByteBuffer header) {
            if (kind == Kind.UNKNOWN) {
                boolean login = Opcode.of(header.get(0))
                        .filter(opcode -> opcode == Opcode.LOGIN_REQUEST || opcode == Opcode.LOGIN_RESPONSE)
                        .isPresent();
                boolean wanted = ports.isEmpty() ? login && Headers.isPlausible(header) : onPort();
                decide(wanted, ports.isEmpty() ? (header.get(0) & 0x20) != 0 : ports.contains(from.port()));
            }
            return kind == Kind.ISCSI;
        }

        @Override
        public boolean resumes(ByteBuffer segment) {
            if (segment.remaining() < Pdu.BHS_LENGTH || !Headers.isPlausible(segment)) {
                return false;
            }
            boolean target = (segment.get(0) & 0x20) != 0;
            if (kind == Kind.UNKNOWN && (ports.isEmpty() ? isWhole(segment) : onPort())) {
                Opcode opcode = Opcode.of(segment.get(0)).orElseThrow();
                boolean login = opcode == Opcode.LOGIN_REQUEST || opcode == Opcode.LOGIN_RESPONSE;
                if (!login) {
                    rules = new ConnectionRules(false, digests);
                    digests.header(Use.UNKNOWN);
                    digests.data(Use.UNKNOWN);
                }
                decide(true, target);
            }
            return kind == Kind.ISCSI && target == fromTarget();
        }

        @Override
        public void pdu(PduCutter.Cut cut) {
            listener.pdu(Conversation.this, cut, fromTarget());
        }

        @Override
        public void lost(long at, String why) {
            rules.forget();
            if (kind == Kind.ISCSI) {
                listener.lost(
                        Conversation.this, fromTarget(), why + ", at byte " + at + " of the stream: next PDU wanted");
            }
        }

        boolean fromTarget() {
            return first == firstIsTarget;
        }

        private void decide(boolean iscsi, boolean targetSends) {
            kind = iscsi ? Kind.ISCSI : Kind.OTHER;
            firstIsTarget = first == targetSends;
        }

        private boolean onPort() {
            return ports.contains(from.port()) || ports.contains(to.port());
        }

        /// The segment ends with a PDU or another plausible one follows; on a usual port a PDU that goes on will do.
        private boolean isWhole(ByteBuffer segment) {
            long length = Headers.length(segment);
            for (int digestBytes = 0; digestBytes <= 2 * DIGEST; digestBytes += DIGEST) {
                long end = length + digestBytes;
                if (end == segment.remaining()
                        || (end + Pdu.BHS_LENGTH <= segment.remaining()
                                && Headers.isPlausible(segment.slice((int) end, Pdu.BHS_LENGTH)))) {
                    return true;
                }
            }
            boolean usual = USUAL_PORTS.contains(from.port()) || USUAL_PORTS.contains(to.port());
            return usual && length > segment.remaining();
        }
    }

    /// @param number of the connection in the file
    /// @param ports the connections that are looked at, whatever they look like; none: all that look like iSCSI
    Conversation(int number, TcpSegment first, Set<Integer> ports, Listener listener, Reassembly.Budget budget) {
        this.number = number;
        this.ports = ports;
        this.listener = listener;
        ofFirst = new Way(true, first.from(), first.to(), budget);
        ofSecond = new Way(false, first.to(), first.from(), budget);
    }

    int number() {
        return number;
    }

    boolean isIscsi() {
        return kind == Kind.ISCSI;
    }

    Endpoint initiator() {
        return firstIsTarget ? ofFirst.to : ofFirst.from;
    }

    Endpoint target() {
        return firstIsTarget ? ofFirst.from : ofFirst.to;
    }

    /// From the login, if that is in the capture.
    Optional<String> targetName() {
        return rules.agreed().declared(false, Key.TARGET_NAME);
    }

    long pdus() {
        return pdus;
    }

    long violations() {
        return violations;
    }

    /// True when this SYN begins another connection between the same ends.
    boolean isFollowedBy(TcpSegment syn) {
        Way way = way(syn);
        return way.reassembly.begun() && !way.reassembly.isBegunBy(syn.sequence());
    }

    void segment(TcpSegment segment) {
        Way way = way(segment);
        Way back = way == ofFirst ? ofSecond : ofFirst;
        if (segment.syn() && !way.reassembly.begun()) {
            way.reassembly.begin(segment.sequence() + 1);
        }
        if (segment.ack() && !segment.reset()) {
            back.reassembly.acknowledge(segment.acknowledgment());
        }
        boolean keepAlive = !way.reassembly.begun() && segment.payload().remaining() + segment.missing() <= 1;
        if (kind == Kind.OTHER || segment.payload().remaining() + segment.missing() == 0 || keepAlive) {
            return;
        }
        if (!way.reassembly.begun()) {
            way.cutter.seek();
        }
        int sequence = segment.syn() ? segment.sequence() + 1 : segment.sequence();
        way.reassembly.add(sequence, segment.payload(), segment.missing());
    }

    /// Nothing more comes.
    void end() {
        for (Way way : List.of(ofFirst, ofSecond)) {
            way.reassembly.end();
            way.cutter.end();
            if (kind == Kind.ISCSI && way.cutter.pending() > 0) {
                listener.lost(
                        this,
                        way.fromTarget(),
                        "the last PDU is not complete: " + way.cutter.pending() + " bytes of it");
            }
        }
    }

    List<Violation> check(CapturedPdu pdu) {
        List<Violation> found = rules.check(pdu);
        pdus++;
        violations += found.size();
        return found;
    }

    private Way way(TcpSegment segment) {
        return segment.from().equals(ofFirst.from) ? ofFirst : ofSecond;
    }
}
