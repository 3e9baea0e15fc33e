package io.santinel.host.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InitiatorBackendTest {
    private static final String NAME = "iqn.2026-01.example:machine";
    private static final IscsiName TARGET = new IscsiName("iqn.2026-01.example:nobody");
    private static final Iface ETH1 = new Iface(
            "eth1", Optional.of(NAME), Optional.of("10.0.0.5"), Optional.of("02:00:00:00:00:05"), Optional.of("eth1"));
    private static final Iface ETH2 =
            new Iface("eth2", Optional.of(NAME), Optional.of("10.0.1.5"), Optional.empty(), Optional.of("eth2"));

    @Test
    void shows_a_session_that_cannot_log_in_with_its_interface_states_and_all_counters() throws Exception {
        try (Initiator initiator = new Initiator(new IscsiName(NAME), new Random(1), InstantSource.system())) {
            InitiatorBackend backend = new InitiatorBackend(initiator, List.of(ETH1, ETH2));
            Portal closed = closedPortal();
            IscsiSession session = backend.keep(SessionRequest.of(TARGET, closed), ETH2);
            Session shown = awaitError(backend);
            assertThat(shown.sid()).contains(session.sid());
            assertThat(shown.transport()).isEqualTo("tcp");
            assertThat(shown.target()).isEqualTo(TARGET.text());
            assertThat(shown.persistentPortal()).isEqualTo(closed + ",-1");
            assertThat(shown.iface()).isEqualTo(ETH2);
            assertThat(shown.state()).isEqualTo("FREE");
            assertThat(shown.connectionState()).contains("TRANSPORT WAIT");
            assertThat(shown.internalState()).contains("REOPEN");
            assertThat(shown.lastError())
                    .hasValueSatisfying(text -> assertThat(text).contains(closed.toString()));
            assertThat(SessionCounters.ALL.counters())
                    .allSatisfy(counter -> assertThat(shown.counter(counter)).contains(0L));
            assertThat(shown.counters()).containsKey("eh_abort_cnt");
            session.close();
            assertThat(backend.sessions()).isEmpty();
        }
    }

    @Test
    void each_interface_is_a_host_without_counters() {
        try (Initiator initiator = new Initiator(new IscsiName(NAME), new Random(1), InstantSource.system())) {
            InitiatorBackend backend = new InitiatorBackend(initiator, List.of(ETH1, ETH2));
            assertThat(backend.hosts())
                    .extracting(host -> host.netdev().orElseThrow())
                    .containsExactly("eth1", "eth2");
            assertThat(backend.hosts())
                    .allSatisfy(host -> assertThat(host.counters()).isEmpty());
        }
    }

    @Test
    void a_machine_without_an_interface_is_refused() {
        try (Initiator initiator = new Initiator(new IscsiName(NAME), new Random(1), InstantSource.system())) {
            assertThatThrownBy(() -> new InitiatorBackend(initiator, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(NAME);
        }
    }

    private static Portal closedPortal() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Portal("127.0.0.1", socket.getLocalPort());
        }
    }

    private static Session awaitError(InitiatorBackend backend) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Session session = backend.sessions().getFirst();
        while (session.lastError().isEmpty() || !session.connectionState().equals(Optional.of("TRANSPORT WAIT"))) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(2);
            session = backend.sessions().getFirst();
        }
        return session;
    }
}
