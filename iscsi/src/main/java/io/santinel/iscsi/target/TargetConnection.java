package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.connection.PduHeader;
import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.pdu.AsyncEvent;
import io.santinel.iscsi.pdu.InitiatorCommand;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.RejectReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One connection from accept to close, on a thread of its own: it reads, decides and answers. Others only close the
/// channel or, under the lock, add a PDU; nobody but this thread ever waits for the peer.
final class TargetConnection implements Runnable {
    private static final System.Logger LOG = System.getLogger("io.santinel.iscsi.target");
    private static final long LOCK_MILLIS = 200;
    private static final int PAGE = 4096;
    private static final int MIN_SCRATCH = 16 << 10;
    private static final long NEVER = Long.MIN_VALUE;

    private final NetworkEntity entity;
    private final NetworkPortal portal;
    private final TcpPduChannel channel;
    private final Offsets offsets;
    private final String localHost;
    private final ReentrantLock lock = new ReentrantLock();
    private final long started = System.nanoTime();
    private volatile long heard = started;
    private volatile long pinged = started - 1;
    private volatile long dropAt = NEVER;
    private volatile boolean normal;
    private volatile boolean loggedIn;
    private @Nullable Responder responder;
    private int pingTag;
    private ByteBuffer scratch = ByteBuffer.allocate(0);

    private TargetConnection(
            NetworkEntity entity, NetworkPortal portal, TcpPduChannel channel, Offsets offsets, String localHost) {
        this.entity = entity;
        this.portal = portal;
        this.channel = channel;
        this.offsets = offsets;
        this.localHost = localHost;
    }

    /// Takes over an accepted socket.
    ///
    /// @param localHost address that the peer reached
    static TargetConnection over(SocketChannel socket, NetworkEntity entity, NetworkPortal portal, String localHost)
            throws IscsiException {
        Offsets offsets = new Offsets();
        return new TargetConnection(entity, portal, new TcpPduChannel(socket, offsets), offsets, localHost);
    }

    /// Where in the peer's stream the last PDU began and ended. Only the reader's thread uses it.
    private static final class Offsets implements PduObserver {
        private long begin;
        private long end;
        private boolean reading = true;

        /// Where the PDU at hand begins: the last one, or the one that could not be read.
        long current() {
            return reading ? end : begin;
        }

        @Override
        public void received(Opcode opcode, int bytesOnWire) {
            begin = end;
            end += bytesOnWire;
        }
    }

    String peer() {
        return channel.peer();
    }

    /// Whether a normal session is logged in over it.
    boolean normal() {
        return normal;
    }

    /// Whether its login is under way.
    boolean inLogin() {
        return !loggedIn && channel.isOpen();
    }

    /// When it came in, by [System#nanoTime].
    long started() {
        return started;
    }

    void drop() {
        channel.close();
    }

    void spoilDigest(DigestException.Segment segment) {
        channel.spoilDigest(segment);
    }

    @Override
    public void run() {
        Optional<TargetSession> session = Optional.empty();
        try {
            Optional<LoginPhase.Entered> login = new LoginPhase(entity, portal, channel, this::next, this::drop).run();
            if (login.isPresent()) {
                session = login.get().session();
                serve(login.get());
            }
        } catch (ProtocolViolation | DigestException e) {
            note(e);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        } finally {
            normal = false;
            channel.close();
            session.ifPresent(entity.sessions()::end);
            portal.ended(this);
            entity.giveConnection();
        }
    }

    private void serve(LoginPhase.Entered entered) throws IOException {
        int commands = entity.limits().commands();
        CommandWindow<InitiatorCommand> window =
                new CommandWindow<>(entered.login().identity().cmdSn(), commands);
        Outbox outbox = new Outbox(channel);
        Responder answers = new Responder(outbox, window, entered.login().statSn());
        FullFeature phase = phase(entered, window, answers);
        channel.receiveLimit(entered.login().negotiated().maxRecvDataSegmentLength());
        responder = answers;
        normal = entered.session().isPresent();
        heard = System.nanoTime();
        loggedIn = true;
        while (!phase.ended() && channel.isOpen()) {
            turn(phase, answers);
        }
    }

    /// Takes one PDU; answers go out when nothing more has arrived.
    private void turn(FullFeature phase, Responder answers) throws IOException {
        boolean waiting = !channel.ready();
        try {
            Pdu pdu = next();
            if (waiting) {
                heard = System.nanoTime();
            }
            if (portal.silent()) {
                return;
            }
            lock.lock();
            try {
                phase.handle(pdu, channel::header);
                if (!channel.ready() || phase.ended()) {
                    answers.outbox().flush();
                }
            } finally {
                lock.unlock();
            }
        } catch (ProtocolViolation e) {
            refuse(answers, e);
        } catch (DigestException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            note(e);
            locked(() -> phase.spoilt(channel.header()));
        }
    }

    private Pdu next() throws IOException {
        offsets.reading = true;
        PduHeader header = channel.next();
        Pdu pdu = isData(header) ? channel.pdu(scratch(header.dataLength())) : channel.pdu();
        offsets.reading = false;
        return pdu;
    }

    /// What brings blocks, in a buffer that is used again.
    private boolean isData(PduHeader header) {
        return loggedIn
                && header.dataLength() > 0
                && (header.opcode() == Opcode.SCSI_COMMAND || header.opcode() == Opcode.SCSI_DATA_OUT);
    }

    private ByteBuffer scratch(int length) {
        if (scratch.capacity() < length) {
            // Whole pages, or the slice, which ends where a page does, would be too short.
            int capacity = Math.ceilDiv(Math.max(length, MIN_SCRATCH), PAGE) * PAGE;
            scratch = ByteBuffer.allocateDirect(capacity + PAGE).alignedSlice(PAGE);
        }
        return scratch;
    }

    /// Refuses a PDU that breaks the protocol, then gives the connection up: at error recovery level 0 the session has
    /// to recover (RFC 7143 §7.1.5). An opcode that is not known costs the PDU only.
    private void refuse(Responder answers, ProtocolViolation violation) throws IOException {
        if (!channel.isOpen()) {
            throw violation;
        }
        boolean known = Opcode.of(channel.header().get(0)).isPresent();
        RejectReason reason = known ? RejectReason.PROTOCOL_ERROR : RejectReason.COMMAND_NOT_SUPPORTED;
        locked(() -> answers.reject(reason, channel.header()));
        if (known) {
            throw violation;
        }
        note(violation);
    }

    private interface Action {
        void run() throws IOException;
    }

    private void locked(Action action) throws IOException {
        lock.lock();
        try {
            action.run();
            Responder answers = responder;
            if (answers != null) {
                answers.outbox().flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private FullFeature phase(LoginPhase.Entered entered, CommandWindow<InitiatorCommand> window, Responder answers) {
        Negotiated negotiated = entered.login().negotiated();
        Transfer transfer = Transfer.of(negotiated);
        SendTargets targets = new SendTargets(
                entity, entered.node(), localHost, entered.login().identity().initiatorName());
        TextService texts = new TextService(
                answers, targets::answer, transfer.maxSegment(), entity.limits().textBytes());
        Optional<FullFeature.Tasks> tasks = entered.session().map(session -> {
            TargetNode node = entered.node().orElseThrow();
            TaskSet set = new TaskSet(node, session.nexus(), transfer, answers, window);
            return new FullFeature.Tasks(
                    set,
                    new TaskManagement(
                            node, set, session.nexus(), () -> entity.sessions().dropBeside(session)));
        });
        FullFeature.Closing closing = new FullFeature.Closing(
                entered.login().identity().cid(), negotiated.defaultTime2Wait(), negotiated.defaultTime2Retain());
        return new FullFeature(
                window, answers, texts, tasks, closing, entity.limits().commands());
    }

    /// Closes what takes too long; pings what is silent. A peer that does not read its answers counts as silent, for
    /// then this connection's thread reads nothing either.
    void tick(long now) {
        Limits limits = entity.limits();
        if (!loggedIn) {
            if (now - started > limits.loginTimeout().toNanos() && channel.isOpen()) {
                entity.complaints()
                        .log(
                                Level.WARNING,
                                peer() + ": dropped, no login within "
                                        + limits.loginTimeout().toMillis() + " ms");
                drop();
            }
            return;
        }
        if (dropAt != NEVER && now - dropAt > 0 && channel.isOpen()) {
            entity.complaints().log(Level.WARNING, peer() + ": dropped, it did not log out when asked to");
            drop();
        }
        long silence = now - heard;
        if (silence > limits.pingAfter().plus(limits.pingTimeout()).toNanos() && channel.isOpen()) {
            entity.complaints()
                    .log(
                            Level.WARNING,
                            peer() + ": dropped, silent for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms");
            drop();
        } else if (silence > limits.pingAfter().toNanos() && pinged - heard < 0 && !portal.silent()) {
            pinged = now;
            addFromOutside(answers -> answers.ping(nextPingTag()));
        }
    }

    /// Asks the initiator to log out, and drops it when it does not (RFC 7143 §11.9.1).
    void requestLogout(int seconds) {
        if (loggedIn) {
            dropAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            addFromOutside(answers -> answers.async(AsyncEvent.LOGOUT_REQUESTED.code(), 0, 0, seconds));
        }
    }

    private interface Addition {
        void to(Responder answers) throws IOException;
    }

    /// Adds a PDU beside this connection's thread, unless that is busy for long: then the peer takes nothing anyway.
    /// A peer that reads nothing may hold this up too: the caller, who looks after others, does not wait for it.
    private void addFromOutside(Addition addition) {
        Thread.ofPlatform().daemon().name("iscsi-target " + peer()).start(() -> add(addition));
    }

    private void add(Addition addition) {
        try {
            Responder answers = responder;
            if (answers != null && lock.tryLock(LOCK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    addition.to(answers);
                    answers.outbox().flush();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int nextPingTag() {
        pingTag = pingTag + 1 == Pdu.RESERVED_TAG ? 1 : pingTag + 1;
        return pingTag;
    }

    private void note(Exception e) {
        entity.complaints()
                .log(
                        Level.WARNING,
                        peer() + ": " + e.getMessage() + ", at byte " + offsets.current() + " of what it sent");
    }
}
