package io.santinel.iscsi.counter;

import static io.santinel.iscsi.counter.Counter.Direction.IN;
import static io.santinel.iscsi.counter.Counter.Direction.OUT;
import static io.santinel.iscsi.counter.Counter.Kind.BYTES;
import static io.santinel.iscsi.counter.Counter.Kind.ERROR;
import static io.santinel.iscsi.counter.Counter.Kind.ERROR_LIKE;
import static io.santinel.iscsi.counter.Counter.Kind.TRAFFIC;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `struct iscsi_stats` and the drivers' extended counters: the only place where a session's counters are named.
public final class SessionCounters {
    /// The 21 of the structure, in the order of checks and metrics.
    public static final CounterTable ALL = CounterTable.of(List.of(
            row("rxdata_octets", 64, BYTES, "In", 2, "received bytes", "Bytes/sec", "S1", IN, "00E060"),
            row("txdata_octets", 64, BYTES, "Out", 1, "transmitted bytes", "Bytes/sec", "S1", OUT, "0080E0"),
            row("noptx_pdus", 32, TRAFFIC, "TX NOP", 5, "transmitted NOP commands", "PDUs/sec", "S2", OUT, "5F7A2F"),
            row(
                    "scsicmd_pdus",
                    32,
                    TRAFFIC,
                    "TX SCSI Command Request",
                    7,
                    "transmitted SCSI command requests",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "2F5580"),
            row(
                    "tmfcmd_pdus",
                    32,
                    TRAFFIC,
                    "TX Task Management Function Command",
                    9,
                    "transmitted task management function commands",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "802F71"),
            row(
                    "login_pdus",
                    32,
                    TRAFFIC,
                    "TX Login Request",
                    11,
                    "transmitted login requests",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "FF5F6C"),
            row(
                    "text_pdus",
                    32,
                    TRAFFIC,
                    "TX Text Request",
                    14,
                    "transmitted text PDUs",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "804B2F"),
            row(
                    "dataout_pdus",
                    32,
                    TRAFFIC,
                    "TX Data Out",
                    16,
                    "transmitted data PDUs",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "FFEC5F"),
            row(
                    "logout_pdus",
                    32,
                    TRAFFIC,
                    "TX Logout Request",
                    12,
                    "transmitted logout requests",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "FF5FE2"),
            row(
                    "snack_pdus",
                    32,
                    TRAFFIC,
                    "TX Single Negative ACK",
                    18,
                    "transmitted single negative ACKs",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "5FAAFF"),
            row("noprx_pdus", 32, TRAFFIC, "RX NOP", 6, "received NOP commands", "PDUs/sec", "S2", IN, "2F8077"),
            row(
                    "scsirsp_pdus",
                    32,
                    TRAFFIC,
                    "RX SCSI Command Response",
                    8,
                    "received SCSI command reponses",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "662F80"),
            row(
                    "tmfrsp_pdus",
                    32,
                    TRAFFIC,
                    "RX Task Management Function Response",
                    10,
                    "received task management function responses",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "802F36"),
            row(
                    "textrsp_pdus",
                    32,
                    TRAFFIC,
                    "RX Text Response",
                    15,
                    "received text PDUs",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "80762F"),
            row("datain_pdus", 32, TRAFFIC, "RX Data In", 17, "received data PDUs", "PDUs/sec", "S2", IN, "FF975F"),
            row(
                    "logoutrsp_pdus",
                    32,
                    TRAFFIC,
                    "RX Logout Response",
                    13,
                    "received logout responses",
                    "PDUs/sec",
                    "S2",
                    OUT,
                    "CC5FFF"),
            row(
                    "r2t_pdus",
                    32,
                    TRAFFIC,
                    "RX Ready To Transfer",
                    19,
                    "received ready to transfer PDUs",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "5FFFEF"),
            row(
                    "async_pdus",
                    32,
                    TRAFFIC,
                    "RX Asynchronous Message",
                    21,
                    "received asynchronous messages",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "BEFF5F"),
            row("rjt_pdus", 32, ERROR_LIKE, "RX Reject", 20, "received reject PDUs", "PDUs/sec", "S2", IN, "00F0FF"),
            row("digest_err", 32, ERROR, "Error CRC", 3, "digest (CRC) errors", "PDUs/sec", "S3", IN, "40A018"),
            row("timeout_err", 32, ERROR, "Error Timeout", 4, "timeout errors", "PDUs/sec", "S3", IN, "005CFF")));

    /// The same 21 in the order of the structure and of iscsiadm, where transmitted bytes come first.
    public static final List<Counter> STRUCT_ORDER = structOrder();

    /// What drivers add: iscsi_tcp the first three, hardware drivers the third, old iser the rest.
    public static final CounterTable EXTENDED = CounterTable.of(List.of(
            row(
                    "tx_sendpage_failures",
                    64,
                    ERROR_LIKE,
                    "TX Sendpage Failures",
                    22,
                    "failed zero-copy sends",
                    "Errors/sec",
                    "S3",
                    OUT,
                    "8A6D00"),
            row(
                    "rx_discontiguous_hdr",
                    64,
                    TRAFFIC,
                    "RX Discontiguous Header",
                    23,
                    "received headers in pieces",
                    "PDUs/sec",
                    "S2",
                    IN,
                    "7A7A7A"),
            row(
                    "eh_abort_cnt",
                    64,
                    ERROR,
                    "Error Handler Aborts",
                    24,
                    "commands aborted by the SCSI error handler",
                    "Errors/sec",
                    "S3",
                    IN,
                    "FF5F6C"),
            row(
                    "qp_tx_queue_full",
                    64,
                    ERROR_LIKE,
                    "TX Queue Full",
                    25,
                    "full transmit queues",
                    "Errors/sec",
                    "S3",
                    OUT,
                    "B06000"),
            row(
                    "fmr_map_not_avail",
                    64,
                    ERROR_LIKE,
                    "FMR Map Not Available",
                    26,
                    "missing memory registrations",
                    "Errors/sec",
                    "S3",
                    OUT,
                    "9050C0"),
            row(
                    "fmr_unalign_cnt",
                    64,
                    TRAFFIC,
                    "FMR Unaligned",
                    27,
                    "unaligned memory registrations",
                    "IO/sec",
                    "S2",
                    OUT,
                    "5A8F5A")));

    private SessionCounters() {}

    private static Counter row(
            String name,
            int bits,
            Counter.Kind kind,
            String label,
            int position,
            String text,
            String unit,
            String graph,
            Counter.Direction direction,
            String colour) {
        return new Counter(
                name,
                Counter.Layer.ISCSI,
                kind,
                bits,
                label,
                new Counter.Rule(position, text, unit),
                new Counter.Curve(graph, direction, colour));
    }

    private static List<Counter> structOrder() {
        List<Counter> order = new ArrayList<>(ALL.counters());
        Collections.swap(order, 0, 1);
        return List.copyOf(order);
    }
}
