package io.santinel.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.host.model.Session;
import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fault.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each fault of the demo as a session of a machine sees it. The backup machine's sessions use both digests; its first
/// goes through san-b.
@Timeout(60)
class DemoFaultsTest {
    private static final String FAULT = "san-b";
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private DemoArray array;
    private List<DemoMachine> machines;
    private DemoFaults faults;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        array = DemoArray.open(data);
        machines = DemoMachine.all(array);
        faults = new DemoFaults(array, InstantSource.system());
        await("all log in", session -> session.state().equals("LOGGED_IN"));
        awaitFault("all three machines are there", fault -> fault.sessions() == 3);
    }

    @AfterEach
    void stop() {
        machines.forEach(DemoMachine::close);
        array.close();
    }

    private Session session() {
        try {
            return machines.getFirst().backend().sessions().stream()
                    .filter(session -> session.iface().name().equals(FAULT))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Fault fault() {
        return Fault.find(faults.list(), FAULT).orElseThrow();
    }

    private void await(String what, Predicate<Session> wanted) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!wanted.test(session())) {
            assertThat(System.nanoTime()).as("%s: %s", what, session()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitFault(String what, Predicate<Fault> wanted) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!wanted.test(fault())) {
            assertThat(System.nanoTime()).as("%s: %s", what, fault()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void apply(Action action) throws IOException {
        assertThat(faults.apply(FAULT, action)).isTrue();
    }

    private void openAndRecover() throws IOException {
        apply(new Action.Open());
        await("logs in again", session -> session.state().equals("LOGGED_IN"));
        assertThat(fault().wrong()).isEmpty();
        assertThat(fault().closed()).isFalse();
    }

    private static boolean saysWhy(Session session, String word) {
        return session.lastError().filter(text -> text.contains(word)).isPresent();
    }

    private static long counter(Session session, String name) {
        return session.counters().getOrDefault(name, 0L);
    }

    @Test
    void a_refused_login_is_met_after_a_drop_and_tried_again() throws IOException {
        apply(new Action.RefuseLogin(3, 1));
        assertThat(fault().wrong()).contains("refuses logins with 0301");
        assertThat(session().state()).isEqualTo("LOGGED_IN");
        apply(new Action.Drop());
        await("is refused", session -> session.state().equals("FAILED") && saysWhy(session, "0301"));
        openAndRecover();
    }

    @Test
    void a_redirect_leads_to_the_other_portal() throws IOException {
        Portal other = array.portal(2);
        apply(new Action.Redirect(other, false));
        assertThat(fault().wrong()).contains("redirects logins to " + other);
        apply(new Action.Drop());
        await(
                "goes to the other portal",
                session -> session.state().equals("LOGGED_IN")
                        && session.currentPortal().startsWith(other.toString()));
        assertThat(session().persistentPortal()).startsWith(array.portal(1).toString());
        openAndRecover();
    }

    @Test
    void a_silent_portal_costs_a_ping_and_the_session() throws IOException {
        apply(new Action.StaySilent());
        assertThat(fault().wrong()).contains("answers nothing");
        await("times out", session -> session.state().equals("FAILED") && saysWhy(session, "1022"));
        openAndRecover();
    }

    @Test
    void spoilt_digests_are_counted_and_cost_the_connection() throws IOException {
        for (Segment segment : Segment.values()) {
            long before = counter(session(), "digest_err");
            Instant since = session().since().orElseThrow();
            apply(new Action.SpoilDigest(segment));
            String word = segment == Segment.HEADER ? "header digest error" : "data digest error";
            await(
                    "counts it and comes back",
                    session -> counter(session, "digest_err") > before
                            && saysWhy(session, word)
                            && isBack(session, since));
        }
    }

    @Test
    void a_logout_request_is_followed_and_the_session_comes_back() throws IOException {
        long before = counter(session(), "async_pdus");
        Instant since = session().since().orElseThrow();
        apply(new Action.RequestLogout(5));
        await(
                "counts the message and comes back",
                session -> counter(session, "async_pdus") > before && isBack(session, since));
    }

    private static boolean isBack(Session session, Instant since) {
        return session.state().equals("LOGGED_IN")
                && session.since().orElseThrow().isAfter(since);
    }

    @Test
    void open_ends_every_fault_at_once_and_says_since_when() throws IOException {
        apply(new Action.StaySilent());
        apply(new Action.RefuseLogin(2, 3));
        assertThat(fault().wrong()).contains("refuses logins with 0203, answers nothing");
        apply(new Action.Close());
        assertThat(fault().closed()).isTrue();
        await("is down", session -> session.state().equals("FAILED"));
        Instant since = fault().since();
        openAndRecover();
        assertThat(fault().since()).isAfter(since);
        assertThat(faults.apply("san-z", new Action.Drop())).isFalse();
    }
}
