package io.santinel.iscsi.interop;

import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Debian's istgt. It takes a second for each login, one login after the other.
@SuppressWarnings("InlineFormatString") // as they would stand in a file
final class Istgt implements Peer {
    private static final String IQN = "iqn.2026-01.example.istgt";

    private final Path work;
    private final int port = Daemon.freePort();
    private final int port6 = Daemon.freePort();
    private Daemon daemon;

    /// @param work directory for its disks, its configuration and its log
    Istgt(Path work) throws IOException, InterruptedException {
        this.work = work;
        Files.writeString(
                work.resolve("istgt.conf"),
                global()
                        + unit(1, "keys", "Auto", 1)
                        + unit(2, "chap", "CHAP", 2)
                        + unit(3, "mutual", "CHAP mutual", 2));
        Path auth = work.resolve("auth.conf");
        Files.writeString(auth, """
                [AuthGroup1]
                  Comment "anyone"
                [AuthGroup2]
                  Auth "%s" "%s" "%s" "%s"
                """.formatted(ALICE, ALICE_SECRET, TARGET_USER, TARGET_SECRET));
        Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-------"));
        daemon = start();
    }

    private String global() {
        return """
            [Global]
              NodeBase "%1$s"
              PidFile %2$s/pid
              AuthFile %2$s/auth.conf
              MediaDirectory %2$s
              LogFacility "local7"
              Timeout 30
              NopInInterval 20
              DiscoveryAuthMethod Auto
              MaxSessions 64
              MaxConnections 4
              MaxR2T 32
              MaxOutstandingR2T 16
              DefaultTime2Wait 0
              DefaultTime2Retain 0
              FirstBurstLength 262144
              MaxBurstLength 1048576
              MaxRecvDataSegmentLength 262144
              InitialR2T Yes
              ImmediateData Yes
              DataPDUInOrder Yes
              DataSequenceInOrder Yes
              ErrorRecoveryLevel 0
            [UnitControl]
            [PortalGroup1]
              Portal DA1 127.0.0.1:%3$d
              Portal DA2 [::1]:%4$d
            [InitiatorGroup1]
              InitiatorName "ALL"
              Netmask 127.0.0.0/8
              Netmask [::1]/128
            """.formatted(IQN, work, port, port6);
    }

    private String unit(int number, String name, String method, int group) {
        return """
            [LogicalUnit%1$d]
              TargetName %2$s
              Mapping PortalGroup1 InitiatorGroup1
              AuthMethod %3$s
              AuthGroup AuthGroup%4$d
              UseDigest Auto
              UnitType Disk
              QueueDepth 64
              LUN0 Storage %5$s/%2$s %6$dMB
            """.formatted(number, name, method, group, work, MEBIBYTES);
    }

    private Daemon start() throws IOException, InterruptedException {
        return new Daemon(
                List.of("istgt", "-D", "-c", work.resolve("istgt.conf").toString()), work.resolve("log"), portal());
    }

    @Override
    public String name() {
        return "istgt";
    }

    @Override
    public IscsiName target(String name) {
        return new IscsiName(IQN + ":" + name);
    }

    @Override
    public Portal portal() {
        return new Portal("127.0.0.1", port);
    }

    @Override
    public Portal portal6() {
        return new Portal("::1", port6);
    }

    @Override
    public int lun() {
        return 0;
    }

    @Override
    public int parallel() {
        return 1;
    }

    @Override
    public List<ChapAlgorithm> algorithms() {
        return List.of(ChapAlgorithm.MD5);
    }

    @Override
    public Daemon daemon() {
        return daemon;
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        daemon.close();
        daemon = start();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
