package io.santinel.iscsi.initiator;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.session.Discovery;
import io.santinel.iscsi.session.InitiatorSession;
import io.santinel.iscsi.session.SessionSettings;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// An initiator node: a name, and sessions that log in under it. Closing it logs all of them out.
public final class Initiator implements AutoCloseable {
    /// Sessions of one initiator at a time.
    public static final int SESSIONS_MAX = 0xffff;

    /// The name of an initiator that nobody named.
    public static final IscsiName DEFAULT_NAME = new IscsiName("iqn.2026-01.io.santinel:initiator");

    private static final int ISID_RANDOM = 0xff_ffff;

    private final IscsiName name;
    private final RandomGenerator random;
    private final InstantSource clock;

    /// Tells our ISIDs from those of another initiator with the same name, which would steal our sessions.
    private final int isidRandom;

    private final AtomicInteger lastSid = new AtomicInteger();
    private final List<IscsiSession> sessions = new CopyOnWriteArrayList<>();

    /// Without sessions.
    ///
    /// @param random unpredictable: makes ISIDs and the challenges of CHAP
    public Initiator(IscsiName name, RandomGenerator random, InstantSource clock) {
        this.name = name;
        this.random = random;
        this.clock = clock;
        isidRandom = random.nextInt() & ISID_RANDOM;
    }

    /// Without sessions, with the system's clock and secure randomness.
    public Initiator(IscsiName name) {
        this(name, new SecureRandom(), InstantSource.system());
    }

    public IscsiName name() {
        return name;
    }

    /// The sessions that are not closed, oldest first.
    public List<IscsiSession> sessions() {
        return List.copyOf(sessions);
    }

    /// Logs in, waiting for it.
    ///
    /// @throws IscsiException when it fails
    public IscsiSession login(SessionRequest request) throws IscsiException, InterruptedIOException {
        int sid = nextSid();
        return register(sid, request, InitiatorSession.login(settings(sid, request), random, clock));
    }

    /// Logs in where a URL says, waiting for it.
    ///
    /// @throws IscsiException when it fails, or the URL's CHAP names lack a secret
    public IscsiSession login(IscsiUrl url) throws IscsiException, InterruptedIOException {
        return login(url.request());
    }

    /// A session that logs in when it can: the target need not be there yet.
    public IscsiSession keep(SessionRequest request) {
        int sid = nextSid();
        return register(sid, request, InitiatorSession.keep(settings(sid, request), random, clock));
    }

    /// Asks a portal for all its targets (SendTargets=All).
    ///
    /// @param authentication CHAP, if the portal wants it
    /// @param timeout for the whole conversation
    /// @throws IscsiException when it could not be asked or gave no usable answer
    public List<DiscoveredTarget> discover(
            Portal portal, Optional<InitiatorAuthentication> authentication, Duration timeout)
            throws IscsiException, InterruptedIOException {
        return new Discovery(name, Isid.ofRandom(isidRandom, 0), authentication, random).ask(portal, timeout);
    }

    private int nextSid() {
        if (sessions.size() >= SESSIONS_MAX) {
            throw new IllegalStateException(name + ": more than " + SESSIONS_MAX + " sessions");
        }
        return lastSid.incrementAndGet();
    }

    private IscsiSession register(int sid, SessionRequest request, InitiatorSession session) {
        IscsiSession made = new IscsiSession(
                session, sid, request.commandTimeout(), () -> sessions.removeIf(other -> other.sid() == sid));
        sessions.add(made);
        return made;
    }

    private SessionSettings settings(int sid, SessionRequest request) {
        return new SessionSettings(
                name,
                request.target(),
                request.portal(),
                Isid.ofRandom(isidRandom, sid),
                request.wishes(),
                request.authentication(),
                request.times(),
                request.depth());
    }

    @Override
    public void close() {
        sessions().forEach(IscsiSession::close);
    }
}
