package io.santinel.iscsi.interop;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.model.ChildTarget;
import io.santinel.iscsi.model.Fault;
import io.santinel.iscsi.model.ModelTarget;
import io.santinel.iscsi.model.Relay;
import io.santinel.iscsi.session.SessionView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/// What a session meets in its life with a peer, beside the keys of its login.
final class Scenarios {
    private static final Credentials ALICE = credentials(Peer.ALICE, Peer.ALICE_SECRET);
    private static final Credentials TARGET = credentials(Peer.TARGET_USER, Peer.TARGET_SECRET);
    private static final Wishes WISHES = Wishes.INITIATOR.with(Key.DEFAULT_TIME2WAIT, "0");
    private static final Wishes DIGESTS =
            WISHES.with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C");
    private static final int CALLERS = 4;
    private static final int CALLER_BLOCKS = 1024;
    private static final int ENOUGH_FAULTS = 10;
    private static final long RECOVERS_WITHIN_SECONDS = 60;

    private final Results results;
    private final Peer peer;
    private final Path work;

    Scenarios(Results results, Peer peer, Path work) {
        this.results = results;
        this.peer = peer;
        this.work = work;
    }

    private static Credentials credentials(String name, String secret) {
        return new Credentials(name, Secret.of(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Something that happens to a session.
    private interface Event {
        void happen() throws IOException, InterruptedException;
    }

    void run() {
        trial("IPv6", () -> works(Keys.request(peer.target("keys"), peer.portal6(), WISHES)));
        trial("discovery", this::discovery);
        chap();
        if (peer instanceof Tgtd tgtd) {
            trial(
                    "small segments of the target",
                    () -> works(Keys.request(peer.target("small"), peer.portal(), WISHES)));
            trial("redirect, temporary", () -> redirect(tgtd, "Temporary"));
            trial("redirect, permanent", () -> redirect(tgtd, "Permanent"));
        }
        if (peer instanceof Ours) {
            trial("asynchronous logout (Asynchronous Message 1)", this::asynchronousLogout);
        }
        trial("header digest error", () -> harmed(Fault.HEADER));
        trial("data digest error", () -> harmed(Fault.DATA));
        trial("connection dropped within a PDU", () -> harmed(Fault.DROP));
        trial("announced drop (Asynchronous Message 2)", () -> harmed(Fault.ASYNC_DROP));
        trial("silence, then a drop", () -> harmed(Fault.BLACK_HOLE));
        trial("NOP timeout", () -> survives(plain(), this::freeze, view -> error(view, 1022)));
        trial("target killed and restarted", () -> survives(plain(), peer::restart, view -> true));
    }

    private void trial(String name, Results.Trial trial) {
        results.run(peer.name() + " " + name, trial);
    }

    private SessionRequest plain() {
        return Keys.request(peer.target("keys"), peer.portal(), WISHES);
    }

    private void works(SessionRequest request) throws IOException {
        try (Initiator initiator = Keys.initiator();
                IscsiSession session = initiator.login(request)) {
            for (int blocks : new int[] {1, 100, 3000}) {
                Keys.readsBack(session.logicalUnit(peer.lun()), new Random(blocks), blocks, blocks);
            }
        }
    }

    private void discovery() throws IOException {
        try (Initiator initiator = Keys.initiator()) {
            boolean found = initiator.discover(peer.portal(), Optional.empty(), Duration.ofSeconds(10)).stream()
                    .anyMatch(target -> target.name().equals(peer.target("keys").text()));
            require(found, "the target is not in the answer");
        }
    }

    private void chap() {
        SessionRequest chap = Keys.request(peer.target("chap"), peer.portal(), WISHES);
        SessionRequest mutual = Keys.request(peer.target("mutual"), peer.portal(), WISHES);
        trial("CHAP", () -> works(chap.with(InitiatorAuthentication.oneWay(ALICE))));
        trial("mutual CHAP", () -> works(mutual.with(InitiatorAuthentication.mutual(ALICE, TARGET))));
        for (ChapAlgorithm algorithm : peer.algorithms()) {
            trial(
                    "CHAP by " + algorithm,
                    () -> works(chap.with(new InitiatorAuthentication(ALICE, Optional.empty(), List.of(algorithm)))));
        }
        trial(
                "CHAP, all algorithms offered",
                () -> works(chap.with(new InitiatorAuthentication(
                        ALICE,
                        Optional.empty(),
                        List.of(ChapAlgorithm.MD5, ChapAlgorithm.SHA_1, ChapAlgorithm.SHA_256)))));
        trial(
                "CHAP, wrong secret",
                () -> refused(chap.with(InitiatorAuthentication.oneWay(credentials(Peer.ALICE, "wrong-secret-99")))));
        trial("CHAP, none offered", () -> refused(chap));
        trial(
                "mutual CHAP, the target has another secret",
                () -> refused(mutual.with(
                        InitiatorAuthentication.mutual(ALICE, credentials(Peer.TARGET_USER, "another-secret-5")))));
    }

    private static void refused(SessionRequest request) throws IOException {
        try (Initiator initiator = Keys.initiator()) {
            initiator.login(request).close();
        } catch (IscsiException e) {
            require(e.code() == ErrorCode.LOGIN_AUTH_FAILED, "refused, but as " + e.code() + ": " + e.getMessage());
            return;
        }
        throw new IOException("the login was let in");
    }

    private void redirect(Tgtd tgtd, String reason) throws IOException, InterruptedException {
        try (Tgtd other = new Tgtd(Files.createTempDirectory(work, "other"), "127.0.0.2")) {
            tgtd.redirect(other.portal(), reason);
            SessionRequest request = Keys.request(tgtd.target("moved"), tgtd.portal(), WISHES);
            works(request);
            try (Initiator initiator = Keys.initiator();
                    IscsiSession session = initiator.login(request)) {
                require(
                        session.view().currentPortal().equals(other.portal()),
                        "logged in at " + session.view().currentPortal() + ", not at " + other.portal());
                require(session.view().persistentPortal().equals(tgtd.portal()), "forgot what was asked for");
            }
        }
    }

    /// Only our target asks for one: neither tgtd nor istgt ever does.
    private void asynchronousLogout() throws IOException, InterruptedException, ExecutionException {
        Path medium = work.resolve("medium");
        Daemon.run("truncate", "-s", Peer.MEBIBYTES + "M", medium.toString());
        try (ChildTarget child = new ChildTarget(medium)) {
            survives(
                    Keys.request(ModelTarget.NAME, child.portal(), WISHES),
                    child::requestLogout,
                    view -> view.lastError().toString().contains("asked for a logout"));
        }
    }

    private void freeze() throws IOException, InterruptedException {
        peer.daemon().signal("STOP");
        try {
            TimeUnit.MILLISECONDS.sleep(1500);
        } finally {
            peer.daemon().signal("CONT");
        }
    }

    /// Reads and writes through a relay that does this one kind of harm, until it did it often enough.
    private void harmed(Fault fault) throws IOException, InterruptedException, ExecutionException {
        try (Relay relay = new Relay(peer::portal, ENOUGH_FAULTS, List.of(fault))) {
            survives(
                    Keys.request(peer.target("keys"), relay.portal(), DIGESTS),
                    () -> {
                        relay.harmful(true);
                        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERS_WITHIN_SECONDS);
                        while (relay.counts().getOrDefault(fault, 0) < ENOUGH_FAULTS) {
                            require(System.nanoTime() - end < 0, "only " + relay.counts() + " happened");
                            TimeUnit.MILLISECONDS.sleep(10);
                        }
                        relay.harmful(false);
                    },
                    view -> true);
        }
    }

    /// Several callers write and compare, each on blocks of its own, before, during and after an event; all that
    /// they do has to succeed.
    private void survives(SessionRequest request, Event event, Predicate<SessionView> noted)
            throws IOException, InterruptedException, ExecutionException {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(CALLERS);
        try (Initiator initiator = Keys.initiator();
                IscsiSession session = initiator.login(request);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            LogicalUnit unit = session.logicalUnit(peer.lun());
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int from = i * CALLER_BLOCKS;
                running.add(callers.submit(() -> writesAndCompares(unit, from, begun, goesOn)));
            }
            try {
                require(begun.await(RECOVERS_WITHIN_SECONDS, TimeUnit.SECONDS), "no round of reading and writing ends");
                event.happen();
                awaitSession(session);
            } finally {
                goesOn.set(false);
            }
            for (Future<Integer> caller : running) {
                caller.get();
            }
            require(
                    noted.test(session.view()),
                    "the session does not say so: " + session.view().lastError());
            require(session.view().counters().getOrDefault("login_pdus", 0L) > 1, "no second login");
            works(plain());
        }
    }

    private static int writesAndCompares(LogicalUnit unit, int from, CountDownLatch begun, AtomicBoolean goesOn)
            throws IOException {
        Random random = new Random(from);
        int rounds = 0;
        while (goesOn.get()) {
            Keys.readsBack(unit, random, from + random.nextInt(100), 1 + random.nextInt(CALLER_BLOCKS - 100));
            begun.countDown();
            rounds++;
        }
        return rounds;
    }

    private static void awaitSession(IscsiSession session) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERS_WITHIN_SECONDS);
        while (session.view().lastError().isEmpty() || !session.view().state().equals("LOGGED_IN")) {
            require(System.nanoTime() - end < 0, "not logged in again: " + session.view());
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static boolean error(SessionView view, int code) {
        return view.lastError().isPresent() && view.lastError().get().code().orElse(0) == code;
    }

    private static void require(boolean met, String otherwise) throws IOException {
        if (!met) {
            throw new IOException(otherwise);
        }
    }
}
