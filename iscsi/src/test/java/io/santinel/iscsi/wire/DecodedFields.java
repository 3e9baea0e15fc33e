package io.santinel.iscsi.wire;

import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.InitiatorCommand;
import io.santinel.iscsi.pdu.InitiatorPdu;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.SnackRequest;
import io.santinel.iscsi.pdu.TargetPdu;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.pdu.TextResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What our decoding says, in the words of the rows of a capture; numbers as `Long`.
public final class DecodedFields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private DecodedFields() {}

    /// Every field that this type of PDU has.
    public static Map<String, Object> of(Pdu pdu) {
        DecodedFields decoded = new DecodedFields();
        decoded.common(pdu);
        switch (pdu) {
            case NopOut p -> decoded.lun(p.lun()).tag("ttt", p.targetTransferTag());
            case NopIn p -> decoded.lun(p.lun()).tag("ttt", p.targetTransferTag());
            case ScsiCommand p -> decoded.command(p);
            case ScsiResponse p -> decoded.response(p);
            case TaskManagementRequest p -> decoded.management(p);
            case TaskManagementResponse p -> decoded.number("response", p.response());
            case LoginRequest p -> decoded.login(p);
            case LoginResponse p -> decoded.login(p);
            case TextRequest p ->
                decoded.lun(p.lun())
                        .tag("ttt", p.targetTransferTag())
                        .flag("final", p.isFinal())
                        .flag("cont", p.continues())
                        .text(p.data());
            case TextResponse p ->
                decoded.lun(p.lun())
                        .tag("ttt", p.targetTransferTag())
                        .flag("final", p.isFinal())
                        .flag("cont", p.continues())
                        .text(p.data());
            case ScsiDataOut p ->
                decoded.lun(p.lun())
                        .tag("ttt", p.targetTransferTag())
                        .flag("final", p.isFinal())
                        .number("datasn", p.dataSn())
                        .number("offset", p.bufferOffset());
            case ScsiDataIn p -> decoded.dataIn(p);
            case LogoutRequest p -> decoded.number("reason", p.reason()).number("cid", p.cid());
            case LogoutResponse p ->
                decoded.number("response", p.response())
                        .number("time2wait", p.time2Wait())
                        .number("time2retain", p.time2Retain());
            case ReadyToTransfer p ->
                decoded.lun(p.lun())
                        .tag("ttt", p.targetTransferTag())
                        .number("r2tsn", p.r2tSn())
                        .number("offset", p.bufferOffset())
                        .number("desired", p.desiredDataTransferLength());
            case Reject p -> decoded.number("reason", p.reason()).number("datasn", p.dataSn());
            case SnackRequest _, AsyncMessage _ -> throw new AssertionError("in no capture: " + pdu);
        }
        return decoded.fields;
    }

    private void common(Pdu pdu) {
        number("opcode", pdu.opcode().code());
        flag("final", true);
        tag("itt", pdu.initiatorTaskTag());
        number("ahs", pdu.ahs().remaining() / 4);
        number("length", pdu.data().remaining());
        flag("immediate", pdu instanceof InitiatorCommand c && c.immediate());
        if (pdu instanceof InitiatorCommand c) {
            number("cmdsn", c.cmdSn());
        }
        if (pdu instanceof InitiatorPdu p) {
            number("expstatsn", p.expStatSn());
        }
        if (pdu instanceof TargetPdu p) {
            number("statsn", p.statSn());
            number("expcmdsn", p.expCmdSn());
            number("maxcmdsn", p.maxCmdSn());
        }
    }

    private void command(ScsiCommand p) {
        lun(p.lun())
                .flag("final", p.isFinal())
                .flag("read", p.read())
                .flag("write", p.write())
                .number("attr", p.attribute())
                .number("edtl", p.expectedDataTransferLength());
        fields.put("cdb", hex(p.fullCdb()));
    }

    private void response(ScsiResponse p) {
        flag("o", p.bidirectionalReadOverflow())
                .flag("u", p.bidirectionalReadUnderflow())
                .flag("O", p.overflow())
                .flag("U", p.underflow())
                .number("response", p.response())
                .number("status", p.status())
                .tag("snack_tag", p.snackTag())
                .number("expdatasn", p.expDataSn())
                .number("bidi_residual", p.bidirectionalReadResidualCount())
                .number("residual", p.residualCount());
        if (p.data().remaining() >= 2) {
            number("sense_length", p.sense().remaining());
        }
    }

    private void management(TaskManagementRequest p) {
        lun(p.lun())
                .number("function", p.function())
                .tag("reftag", p.referencedTaskTag())
                .number("refcmdsn", p.refCmdSn());
    }

    private void dataIn(ScsiDataIn p) {
        lun(p.lun())
                .tag("ttt", p.targetTransferTag())
                .flag("final", p.isFinal())
                .flag("A", p.acknowledge())
                .flag("O", p.overflow())
                .flag("U", p.underflow())
                .flag("S", p.hasStatus())
                .number("datasn", p.dataSn())
                .number("offset", p.bufferOffset());
        if (p.hasStatus()) {
            number("status", p.status()).number("residual", p.residualCount());
        } else {
            fields.remove("statsn");
        }
    }

    private void login(LoginRequest p) {
        stages(p.transit(), p.continues(), p.csg(), p.nsg());
        number("version_max", p.versionMax()).number("version", p.versionMin());
        fields.put("isid", p.isid().toString());
        number("tsih", p.tsih()).number("cid", p.cid());
        text(p.data());
    }

    private void login(LoginResponse p) {
        stages(p.transit(), p.continues(), p.csg(), p.nsg());
        number("version_max", p.versionMax()).number("version", p.versionActive());
        fields.put("isid", p.isid().toString());
        number("tsih", p.tsih()).number("class", p.statusClass()).number("detail", p.statusDetail());
        text(p.data());
    }

    private void stages(boolean transit, boolean continues, int csg, int nsg) {
        fields.remove("final");
        flag("transit", transit).flag("cont", continues).number("csg", csg);
        if (transit) {
            number("nsg", nsg);
        }
    }

    /// A value, or the list of values of a key that comes more than once.
    private void text(ByteBuffer data) {
        Map<String, Object> text = new LinkedHashMap<>();
        for (KeyValue pair : Text.parse(data)) {
            text.merge(pair.key(), pair.value(), (a, b) -> {
                List<Object> values = new ArrayList<>(a instanceof List<?> list ? list : List.of(a));
                values.add(b);
                return values;
            });
        }
        fields.put("text", text);
    }

    private DecodedFields lun(long lun) {
        fields.put("lun", HexFormat.of().toHexDigits(lun));
        return this;
    }

    private DecodedFields tag(String name, int tag) {
        fields.put(name, "0x" + HexFormat.of().toHexDigits(tag));
        return this;
    }

    private DecodedFields number(String name, int bits) {
        fields.put(name, Integer.toUnsignedLong(bits));
        return this;
    }

    private DecodedFields flag(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
