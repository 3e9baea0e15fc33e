package io.santinel.app.wire;

import static io.santinel.iscsi.pdu.Opcode.LOGIN_REQUEST;
import static io.santinel.iscsi.pdu.Opcode.LOGIN_RESPONSE;
import static io.santinel.iscsi.pdu.Opcode.READY_TO_TRANSFER;
import static io.santinel.iscsi.pdu.Opcode.REJECT;
import static io.santinel.iscsi.pdu.Opcode.SCSI_COMMAND;
import static io.santinel.iscsi.pdu.Opcode.SCSI_DATA_IN;
import static io.santinel.iscsi.pdu.Opcode.SCSI_DATA_OUT;
import static io.santinel.iscsi.pdu.Opcode.SCSI_RESPONSE;

import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object a PDU, notes beside them. A field that a type of PDU has not, or where it is reserved, is null.
public final class JsonLines implements TraceOutput {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int EXTENDED_CDB = 1;

    private final PrintWriter out;
    private final PrintWriter notes;
    private long number;

    /// @param notes where lines that are not PDUs go
    public JsonLines(PrintWriter out, PrintWriter notes) {
        this.out = out;
        this.notes = notes;
    }

    @Override
    public void note(long nanos, int stream, boolean fromTarget, String text) {
        notes.println("stream " + stream + ", from the " + (fromTarget ? "target" : "initiator") + ": " + text);
    }

    @Override
    public void pdu(CapturedPdu pdu, List<Violation> violations) {
        ObjectNode node = JSON.createObjectNode();
        node.put("n", number++);
        node.put("from", pdu.from().toString());
        node.put("to", pdu.to().toString());
        common(node, pdu);
        numbers(node, pdu);
        outcome(node, pdu);
        text(node, pdu);
        stages(node, pdu);
        pdu.opcode().ifPresent(opcode -> ofType(node, opcode, pdu));
        node.put("data_digest", digest(pdu.dataDigest()));
        node.put("frame", pdu.frame());
        node.put("stream", pdu.stream());
        node.put("at", pdu.at());
        node.put("bytes", pdu.bytes());
        node.put("time", Instant.ofEpochSecond(0, pdu.nanos()).toString());
        if (pdu.missing() > 0) {
            node.put("not_captured", pdu.missing());
        }
        if (!violations.isEmpty()) {
            ArrayNode list = node.putArray("violations");
            violations.forEach(violation -> list.add(violation.text()));
        }
        out.println(JSON.writeValueAsString(node));
    }

    private static void common(ObjectNode node, CapturedPdu pdu) {
        node.put("opcode", pdu.code());
        node.put("immediate", pdu.code() < 0x20 && pdu.bit(0, 0x40));
        node.put("final", pdu.isLogin() ? null : (Boolean) pdu.isFinal());
        node.put("itt", Words.tag(pdu.itt()));
        boolean transfer = switch (pdu.opcode().orElse(LOGIN_REQUEST)) {
            case NOP_OUT,
                    NOP_IN,
                    SCSI_DATA_OUT,
                    SCSI_DATA_IN,
                    READY_TO_TRANSFER,
                    TEXT_REQUEST,
                    TEXT_RESPONSE,
                    SNACK_REQUEST -> true;
            default -> false;
        };
        boolean lun = transfer
                || pdu.is(SCSI_COMMAND)
                || pdu.is(Opcode.TASK_MANAGEMENT_REQUEST)
                || pdu.is(Opcode.ASYNC_MESSAGE);
        node.put("ttt", transfer ? Words.tag(pdu.i32(20)) : null);
        node.put("lun", lun ? Words.hex(pdu.header().slice(8, 8)) : null);
        node.put("ahs", pdu.u8(4));
        node.put("length", pdu.dataLength());
    }

    private static void numbers(ObjectNode node, CapturedPdu pdu) {
        boolean ofInitiator = pdu.code() < 0x20;
        put(node, "cmdsn", pdu.hasCmdSn(), pdu.u32(24));
        put(node, "expstatsn", ofInitiator, pdu.u32(28));
        put(node, "statsn", !ofInitiator && (!pdu.is(SCSI_DATA_IN) || pdu.hasStatus()), pdu.u32(24));
        put(node, "expcmdsn", !ofInitiator, pdu.u32(28));
        put(node, "maxcmdsn", !ofInitiator, pdu.u32(32));
        put(node, "datasn", pdu.is(SCSI_DATA_OUT) || pdu.is(SCSI_DATA_IN) || pdu.is(REJECT), pdu.u32(36));
        put(node, "r2tsn", pdu.is(READY_TO_TRANSFER), pdu.u32(36));
        boolean offset = pdu.is(SCSI_DATA_OUT) || pdu.is(SCSI_DATA_IN) || pdu.is(READY_TO_TRANSFER);
        put(node, "offset", offset, pdu.u32(40));
        put(node, "desired", pdu.is(READY_TO_TRANSFER), pdu.u32(44));
    }

    private static void outcome(ObjectNode node, CapturedPdu pdu) {
        boolean status = pdu.is(SCSI_RESPONSE) || pdu.hasStatus();
        put(node, "status", status, pdu.u8(3));
        boolean response =
                pdu.is(SCSI_RESPONSE) || pdu.is(Opcode.TASK_MANAGEMENT_RESPONSE) || pdu.is(Opcode.LOGOUT_RESPONSE);
        put(node, "response", response, pdu.u8(2));
        put(node, "residual", status, pdu.u32(44));
        node.put("cdb", pdu.is(SCSI_COMMAND) ? Words.hex(pdu.header().slice(32, 16)) + extendedCdb(pdu) : null);
        node.put("header_digest", digest(pdu.headerDigest()));
    }

    /// What additional segments hold of the CDB, as far as their lengths make sense.
    private static String extendedCdb(CapturedPdu pdu) {
        StringBuilder rest = new StringBuilder();
        ByteBuffer ahs = pdu.ahs();
        int at = 0;
        while (at + 4 <= ahs.limit()) {
            int length = ahs.getShort(at) & 0xffff;
            int end = Math.min(at + 3 + length, ahs.limit());
            if (ahs.get(at + 2) == EXTENDED_CDB && end > at + 4) {
                rest.append(Words.hex(ahs.slice(at + 4, end - at - 4)));
            }
            at += (3 + length + 3) & ~3;
        }
        return rest.toString();
    }

    private static void text(ObjectNode node, CapturedPdu pdu) {
        if (!pdu.hasText()) {
            node.putNull("text");
            return;
        }
        ObjectNode text = node.putObject("text");
        List<KeyValue> pairs = Words.pairs(pdu.data());
        for (KeyValue pair : pairs) {
            JsonNode before = text.get(pair.key());
            switch (before) {
                case null -> text.put(pair.key(), pair.value());
                case ArrayNode list -> list.add(pair.value());
                default -> text.putArray(pair.key()).add(before).add(pair.value());
            }
        }
        if (text.size() < pairs.size()) {
            ArrayNode all = node.putArray("pairs");
            pairs.forEach(pair -> all.addArray().add(pair.key()).add(pair.value()));
        }
    }

    private static void stages(ObjectNode node, CapturedPdu pdu) {
        boolean login = pdu.isLogin();
        boolean transit = login && pdu.isFinal();
        put(node, "csg", login, pdu.u8(1) >> 2 & 3);
        put(node, "nsg", transit, pdu.u8(1) & 3);
        node.put("transit", login ? (Boolean) transit : null);
        put(node, "class", pdu.is(LOGIN_RESPONSE), pdu.u8(36));
        put(node, "detail", pdu.is(LOGIN_RESPONSE), pdu.u8(37));
    }

    private static void ofType(ObjectNode node, Opcode opcode, CapturedPdu pdu) {
        switch (opcode) {
            case SCSI_COMMAND -> {
                node.put("read", pdu.bit(1, 0x40)).put("write", pdu.bit(1, 0x20));
                node.put("attr", pdu.u8(1) & 7).put("edtl", pdu.u32(20));
                if (pdu.ahs().remaining() >= 4) {
                    node.put("ahs_type", pdu.ahs().get(2) & 0xff).put("ahs_hex", Words.hex(pdu.ahs()));
                }
            }
            case SCSI_RESPONSE -> {
                node.put("o", pdu.bit(1, 0x10)).put("u", pdu.bit(1, 0x08));
                node.put("O", pdu.bit(1, 0x04)).put("U", pdu.bit(1, 0x02));
                node.put("expdatasn", pdu.u32(36)).put("bidi_residual", pdu.u32(40));
                node.put("snack_tag", Words.tag(pdu.i32(20)));
                if (pdu.data().remaining() >= 2) {
                    node.put("sense_length", pdu.data().getShort(0) & 0xffff);
                }
            }
            case SCSI_DATA_IN -> {
                node.put("A", pdu.bit(1, 0x40)).put("O", pdu.bit(1, 0x04));
                node.put("U", pdu.bit(1, 0x02)).put("S", pdu.hasStatus());
            }
            case LOGIN_REQUEST, LOGIN_RESPONSE -> {
                node.put("cont", pdu.bit(1, 0x40));
                node.put("version_max", pdu.u8(2)).put("version", pdu.u8(3));
                node.put("isid", Words.hex(pdu.header().slice(8, 6))).put("tsih", pdu.u16(14));
                put(node, "cid", opcode == LOGIN_REQUEST, pdu.u16(20));
            }
            case TEXT_REQUEST, TEXT_RESPONSE -> node.put("cont", pdu.bit(1, 0x40));
            case TASK_MANAGEMENT_REQUEST -> {
                int function = pdu.u8(1) & 0x7f;
                node.put("function", function).put("reftag", Words.tag(pdu.i32(20)));
                node.put("refcmdsn", pdu.u32(32));
                put(node, "expdatasn", function == TaskManagementFunction.TASK_REASSIGN.code(), pdu.u32(36));
            }
            case LOGOUT_REQUEST -> node.put("reason", pdu.u8(1) & 0x7f).put("cid", pdu.u16(20));
            case LOGOUT_RESPONSE -> node.put("time2wait", pdu.u16(40)).put("time2retain", pdu.u16(42));
            case ASYNC_MESSAGE ->
                node.put("event", pdu.u8(36))
                        .put("vcode", pdu.u8(37))
                        .put("p1", pdu.u16(38))
                        .put("p2", pdu.u16(40))
                        .put("p3", pdu.u16(42));
            case REJECT -> node.put("reason", pdu.u8(2));
            case SNACK_REQUEST ->
                node.put("type", pdu.u8(1) & 0xf).put("begrun", pdu.u32(40)).put("runlength", pdu.u32(44));
            case NOP_OUT, NOP_IN, TASK_MANAGEMENT_RESPONSE, SCSI_DATA_OUT, READY_TO_TRANSFER -> {}
        }
    }

    private static void put(ObjectNode node, String name, boolean present, long value) {
        if (present) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    private static @org.jspecify.annotations.Nullable String digest(Verdict verdict) {
        return verdict == Verdict.ABSENT ? null : verdict.name().toLowerCase(Locale.ROOT);
    }
}
