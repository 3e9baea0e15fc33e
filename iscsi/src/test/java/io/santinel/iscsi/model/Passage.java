package io.santinel.iscsi.model;

import io.santinel.iscsi.model.Frame.Digests;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One connection through the [Relay]: a thread for each direction, and the fault that comes next.
final class Passage {
    /// PDUs that pass between two faults, at most.
    private static final int SPREAD = 250;

    private final Relay relay;
    private final Socket initiator;
    private final Socket target;
    private final String redirect;
    private final Lane toTarget = new Lane();
    private final Lane toInitiator = new Lane();
    private final AtomicInteger pumps = new AtomicInteger(2);
    private boolean headerDigest;
    private boolean dataDigest;
    private volatile Digests digests = Digests.NONE;
    private volatile boolean fullFeature;
    private volatile boolean swallowing;

    private @Nullable Fault next;
    private Lane nextOn = toTarget;
    private int countdown;

    /// One direction. Only its own thread uses it, but for `late`.
    private static final class Lane {
        @Nullable
        Frame swapped;

        /// What is delivered when the initiator is elsewhere already.
        volatile @Nullable ByteArrayOutputStream late;
    }

    /// @param redirect where the login is sent to, empty to let it pass
    Passage(Relay relay, Socket initiator, Socket target, String redirect) {
        this.relay = relay;
        this.initiator = initiator;
        this.target = target;
        this.redirect = redirect;
    }

    boolean inFullFeature() {
        return fullFeature && !initiator.isClosed();
    }

    void start(Runnable onEnd) {
        pump(toTarget, initiator, target, onEnd);
        pump(toInitiator, target, initiator, onEnd);
    }

    void close() {
        quietly(initiator);
        quietly(target);
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // What is to be given up is given up.
        }
    }

    private void pump(Lane lane, Socket from, Socket to, Runnable onEnd) {
        Thread.ofVirtual().name("relay " + from.getPort()).start(() -> {
            try (InputStream in = new BufferedInputStream(from.getInputStream(), 1 << 16)) {
                OutputStream out = to.getOutputStream();
                while (true) {
                    Frame frame = Frame.read(in, () -> digests);
                    if (fullFeature) {
                        pass(lane, frame, out);
                    } else if (!login(lane, frame, out)) {
                        return;
                    }
                }
            } catch (IOException _) {
                // One end is gone; so is the other.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                if (toTarget.late == null) {
                    close();
                }
                if (pumps.decrementAndGet() == 0) {
                    onEnd.run();
                }
            }
        });
    }

    /// @return false when the login was sent elsewhere
    private boolean login(Lane lane, Frame frame, OutputStream out) throws IOException {
        if (lane == toTarget && frame.opcode() == Frame.LOGIN_REQUEST && !redirect.isEmpty()) {
            relay.count(Fault.REDIRECT);
            initiator
                    .getOutputStream()
                    .write(Frame.redirect(frame, redirect).bytes().array());
            initiator.shutdownOutput();
            return false;
        }
        if (frame.opcode() == Frame.LOGIN_RESPONSE) {
            headerDigest |= frame.text().contains("HeaderDigest=CRC32C");
            dataDigest |= frame.text().contains("DataDigest=CRC32C");
            if (frame.endsLogin()) {
                digests = new Digests(headerDigest, dataDigest);
                draw();
                fullFeature = true;
            }
        }
        out.write(frame.bytes().array());
        return true;
    }

    private synchronized void draw() {
        Fault drawn = relay.draw(headerDigest && dataDigest).orElse(null);
        nextOn = switch (drawn) {
            case LATE -> toTarget;
            case ASYNC_DROP -> toInitiator;
            case null, default -> relay.random(2) == 0 ? toTarget : toInitiator;
        };
        countdown = relay.random(SPREAD);
        next = drawn;
    }

    private synchronized @Nullable Fault due(Lane lane, Frame frame) {
        Fault fault = next;
        if (fault == null || lane != nextOn || countdown-- > 0 || !relay.harmful()) {
            return null;
        }
        if (fault == Fault.DATA && !frame.hasData()) {
            return null;
        }
        relay.count(fault);
        if (fault.ends()) {
            next = null;
        } else {
            draw();
        }
        return fault;
    }

    private void pass(Lane lane, Frame frame, OutputStream out) throws IOException, InterruptedException {
        ByteArrayOutputStream late = lane.late;
        if (swallowing) {
            return;
        }
        if (late != null) {
            late.write(frame.bytes().array());
            return;
        }
        Fault fault = due(lane, frame);
        Frame swapped = lane.swapped;
        lane.swapped = null;
        if (fault == null) {
            out.write(frame.bytes().array());
        } else {
            harm(fault, lane, frame, out);
        }
        if (swapped != null) {
            out.write(swapped.bytes().array());
        }
    }

    private void harm(Fault fault, Lane lane, Frame frame, OutputStream out) throws IOException, InterruptedException {
        byte[] bytes = frame.bytes().array();
        switch (fault) {
            case DROP -> {
                out.write(bytes, 0, relay.random(bytes.length));
                abandon();
            }
            case HEADER ->
                out.write(frame.flipped(0, frame.dataAt(), relay.random(1 << 20))
                        .bytes()
                        .array());
            case DATA ->
                out.write(frame.flipped(frame.dataAt(), bytes.length, relay.random(1 << 20))
                        .bytes()
                        .array());
            case DELAY -> {
                pause(30_000);
                out.write(bytes);
            }
            case BLACK_HOLE -> {
                swallowing = true;
                pause(60_000);
                abandon();
            }
            case LATE -> late(lane, bytes, out);
            case TWICE -> {
                out.write(bytes);
                out.write(bytes);
            }
            case SWAP -> lane.swapped = frame;
            case ASYNC_DROP -> {
                out.write(bytes);
                out.write(Frame.connectionDropped(frame, digests).bytes().array());
                pause(3000);
                abandon();
            }
            case ASYNC_LOGOUT, REDIRECT, KILL -> throw new IllegalStateException(fault + " is not the relay's");
        }
    }

    private void late(Lane lane, byte[] first, OutputStream out) throws IOException {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        held.write(first);
        lane.late = held;
        Thread.ofVirtual().name("relay late").start(() -> {
            try {
                pause(2000);
                quietly(initiator);
                relay.awaitArrival();
                pause(2000);
                out.write(held.toByteArray());
            } catch (IOException _) {
                // The target has closed already.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        });
    }

    /// Closes both ends, now and then with a reset instead of an end.
    private void abandon() throws IOException {
        if (relay.random(2) == 0) {
            initiator.setSoLinger(true, 0);
            target.setSoLinger(true, 0);
        }
        close();
    }

    private void pause(int maxMicros) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(1 + relay.random(maxMicros));
    }
}
