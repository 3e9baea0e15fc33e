package io.santinel.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.IscsiUrl;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.login.LoginGoal;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that would be noticed anywhere are used in every way that a login can go, at both ends. All that anybody
/// gets to see of it is kept: log records of every level, exceptions with their causes, the text of every value. No
/// secret is in it, in no spelling.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecrecyTest {
    private static final IscsiName TARGET = new IscsiName("iqn.2026-01.example:secret");
    private static final IscsiName INITIATOR = new IscsiName("iqn.2026-01.example:host");
    private static final String OWN = "kanarie-of-the-host-7351";
    private static final String TARGETS = "kanarie-of-the-disk-9462";
    private static final String WRONG = "kanarie-that-is-wrong-28";
    private static final Credentials HOST = credentials("host", OWN);
    private static final Credentials DISK = credentials("disk", TARGETS);

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(seen, true, StandardCharsets.UTF_8);
    private final PrintStream err = System.err;
    private int logins;
    private int refusals;

    private static Credentials credentials(String name, String secret) {
        return new Credentials(name, Secret.of(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /// Logback writes to where System.err points.
    @BeforeEach
    void listen() throws ReflectiveOperationException {
        System.setErr(out);
        level("ALL");
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        System.setErr(err);
        level("INFO");
    }

    /// Logback is there at run time only.
    private static void level(String name) throws ReflectiveOperationException {
        Logger logger = LoggerFactory.getLogger("io.santinel");
        Class<?> level = Class.forName("ch.qos.logback.classic.Level");
        Object wanted = level.getMethod("valueOf", String.class).invoke(null, name);
        logger.getClass().getMethod("setLevel", level).invoke(logger, wanted);
    }

    private static NetworkEntity target(boolean mutualRequired) throws IOException {
        TargetAuthentication wanted = new TargetAuthentication(
                Map.of("host", HOST.secret()), Optional.of(DISK), mutualRequired, List.of(ChapAlgorithm.values()));
        TargetNode node = new TargetNode(
                TARGET,
                List.of(new LogicalUnit(0, Identity.of(TARGET.text(), 0), RamBackstore.allocate(1L << 20))),
                Optional.of(wanted));
        return NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at("127.0.0.1", 0)), Limits.DEFAULT);
    }

    private void saw(Object value) {
        out.println(value);
    }

    private void saw(Throwable thrown) {
        thrown.printStackTrace(out);
    }

    private void login(NetworkEntity target, Optional<InitiatorAuthentication> how) {
        SessionRequest plain =
                SessionRequest.of(TARGET, target.portals().getFirst().address()).with(Key.DEFAULT_TIME2WAIT, "0");
        SessionRequest request = how.map(plain::with).orElse(plain);
        saw(request);
        try (Initiator initiator = new Initiator(INITIATOR, new Random(), InstantSource.system());
                IscsiSession session = initiator.login(request)) {
            logins++;
            saw(session);
            saw(session.view());
            saw(initiator.sessions());
            saw(session.logicalUnit(0));
            saw(session.logicalUnit(0).capacity());
            target.portals().getFirst().dropConnections();
            session.logicalUnit(0).testUnitReady();
            saw(session.view());
        } catch (IOException e) {
            refusals++;
            saw(e);
        }
    }

    @Test
    void no_secret_is_seen_in_logs_exceptions_or_texts() throws Exception {
        for (boolean mutualRequired : new boolean[] {false, true}) {
            try (NetworkEntity target = target(mutualRequired)) {
                saw(target);
                target.nodes().forEach(this::saw);
                target.nodes().forEach(node -> saw(node.authentication()));
                for (ChapAlgorithm algorithm : ChapAlgorithm.values()) {
                    for (Credentials own : List.of(HOST, credentials("host", WRONG), credentials("nobody", OWN))) {
                        login(target, Optional.of(one(own, Optional.empty(), algorithm)));
                        login(target, Optional.of(one(own, Optional.of(DISK), algorithm)));
                        login(target, Optional.of(one(own, Optional.of(credentials("disk", WRONG + "!")), algorithm)));
                        login(target, Optional.of(one(own, Optional.of(credentials("another", TARGETS)), algorithm)));
                    }
                }
                login(target, Optional.empty());
                discovers(target);
            }
        }
        values();
        assertThat(logins).isPositive();
        assertThat(refusals).isPositive();
        assertThat(seen.toString(StandardCharsets.UTF_8)).contains("login refused", "********");
        for (String secret : List.of(OWN, TARGETS, WRONG)) {
            for (String spelling : spellings(secret)) {
                assertThat(seen.toString(StandardCharsets.UTF_8)).doesNotContainIgnoringCase(spelling);
            }
        }
    }

    private InitiatorAuthentication one(Credentials own, Optional<Credentials> proof, ChapAlgorithm algorithm) {
        return new InitiatorAuthentication(own, proof, List.of(algorithm));
    }

    private void discovers(NetworkEntity target) {
        try (Initiator initiator = new Initiator(INITIATOR, new Random(), InstantSource.system())) {
            saw(initiator.discover(
                    target.portals().getFirst().address(),
                    Optional.of(InitiatorAuthentication.oneWay(HOST)),
                    Duration.ofSeconds(5)));
        } catch (IOException e) {
            saw(e);
        }
    }

    /// What is made without a login, or is refused to be made.
    private void values() {
        saw(HOST);
        saw(HOST.secret());
        saw(LoginGoal.normal("iqn.2026-01.example:i", TARGET.text(), Isid.ofRandom(1, 1), Wishes.INITIATOR)
                .authenticatedBy(InitiatorAuthentication.mutual(HOST, DISK)));
        List<Runnable> wrong = new ArrayList<>(List.of(
                () -> InitiatorAuthentication.mutual(HOST, credentials("disk", OWN)),
                () -> credentials("", OWN),
                () -> credentials("host", OWN.repeat(20)),
                () -> new TargetAuthentication(
                        Map.of("host", HOST.secret()),
                        Optional.of(credentials("disk", OWN)),
                        false,
                        List.of(ChapAlgorithm.MD5)),
                () -> new InitiatorAuthentication(HOST, Optional.empty(), List.of())));
        for (String url : List.of(
                "iscsi://host%" + OWN + "@127.0.0.1:3260/" + TARGET.text() + "/0",
                "iscsi://host%" + OWN + "@127.0.0.1:port/" + TARGET.text() + "/0",
                "iscsi://host%" + OWN + "@127.0.0.1/" + TARGET.text() + "/lun",
                "iscsi://host%" + OWN + "@127.0.0.1/" + TARGET.text() + "/0?target_password=" + TARGETS,
                "iscsi://host%" + OWN,
                "http://host%" + OWN + "@127.0.0.1/")) {
            wrong.add(() -> saw(IscsiUrl.parse(url)));
        }
        for (Runnable each : wrong) {
            try {
                each.run();
            } catch (IllegalArgumentException e) {
                saw(e);
            }
        }
    }

    private static List<String> spellings(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String list = Arrays.toString(bytes);
        return List.of(
                secret,
                HexFormat.of().formatHex(bytes),
                HexFormat.ofDelimiter(" ").formatHex(bytes),
                HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_16BE)),
                Base64.getEncoder().encodeToString(bytes).replace("=", ""),
                list.substring(1, list.length() - 1));
    }
}
