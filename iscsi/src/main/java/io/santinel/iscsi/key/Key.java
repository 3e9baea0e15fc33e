package io.santinel.iscsi.key;

import io.santinel.iscsi.key.Kind.Choice;
import io.santinel.iscsi.key.Kind.Declared;
import io.santinel.iscsi.key.Kind.Fixed;
import io.santinel.iscsi.key.Kind.Flag;
import io.santinel.iscsi.key.Kind.Numeric;
import io.santinel.iscsi.key.Kind.Numeric.Rule;
import io.santinel.iscsi.key.Kind.Obsolete;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The keys, one row each: RFC 7143 §12 and §13, RFC 7144 (iSCSIProtocolLevel), RFC 7145 (iSER).
public enum Key {
    AUTH_METHOD(
            "AuthMethod", choice("KRB5", "SRP", "CHAP", "None"), "None", Scope.CONNECTION, Use.SECURITY, true, "12.1"),
    CHAP_A("CHAP_A", declared(), "", Scope.CONNECTION, Use.SECURITY, true, "12.1.3"),
    CHAP_I("CHAP_I", declared(), "", Scope.CONNECTION, Use.SECURITY, true, "12.1.3"),
    CHAP_C("CHAP_C", declared(), "", Scope.CONNECTION, Use.SECURITY, true, "12.1.3"),
    CHAP_N("CHAP_N", declared(), "", Scope.CONNECTION, Use.SECURITY, true, "12.1.3"),
    CHAP_R("CHAP_R", declared(), "", Scope.CONNECTION, Use.SECURITY, true, "12.1.3"),

    HEADER_DIGEST("HeaderDigest", choice("None", "CRC32C"), "None", Scope.CONNECTION, Use.INITIAL, true, "13.1"),
    DATA_DIGEST("DataDigest", choice("None", "CRC32C"), "None", Scope.CONNECTION, Use.INITIAL, true, "13.1"),
    MAX_CONNECTIONS("MaxConnections", least(1, 65_535), "1", Scope.SESSION, Use.LEADING, false, "13.2"),
    SEND_TARGETS("SendTargets", declared(), "", Scope.CONNECTION, Use.FULL_FEATURE, true, "13.3"),
    TARGET_NAME("TargetName", declared(), "", Scope.SESSION, Use.FIRST, true, "13.4"),
    INITIATOR_NAME("InitiatorName", declared(), "", Scope.SESSION, Use.FIRST, true, "13.5"),
    TARGET_ALIAS("TargetAlias", declared(), "", Scope.SESSION, Use.ALL, true, "13.6"),
    INITIATOR_ALIAS("InitiatorAlias", declared(), "", Scope.SESSION, Use.ALL, true, "13.7"),
    TARGET_ADDRESS("TargetAddress", declared(), "", Scope.CONNECTION, Use.ALL, true, "13.8"),
    TARGET_PORTAL_GROUP_TAG("TargetPortalGroupTag", declared(0, 65_535), "", Scope.SESSION, Use.FIRST, true, "13.9"),
    INITIAL_R2T("InitialR2T", new Flag(false), "Yes", Scope.SESSION, Use.LEADING, false, "13.10"),
    IMMEDIATE_DATA("ImmediateData", new Flag(true), "Yes", Scope.SESSION, Use.LEADING, false, "13.11"),
    MAX_RECV_DATA_SEGMENT_LENGTH(
            "MaxRecvDataSegmentLength", declared(512, 0xff_ffff), "8192", Scope.CONNECTION, Use.ALL, true, "13.12"),
    MAX_BURST_LENGTH("MaxBurstLength", least(512, 0xff_ffff), "262144", Scope.SESSION, Use.LEADING, false, "13.13"),
    FIRST_BURST_LENGTH("FirstBurstLength", least(512, 0xff_ffff), "65536", Scope.SESSION, Use.LEADING, false, "13.14"),
    DEFAULT_TIME2WAIT("DefaultTime2Wait", greatest(0, 3600), "2", Scope.SESSION, Use.LEADING, true, "13.15"),
    DEFAULT_TIME2RETAIN("DefaultTime2Retain", least(0, 3600), "20", Scope.SESSION, Use.LEADING, true, "13.16"),
    MAX_OUTSTANDING_R2T("MaxOutstandingR2T", least(1, 65_535), "1", Scope.SESSION, Use.LEADING, false, "13.17"),
    DATA_PDU_IN_ORDER("DataPDUInOrder", new Flag(false), "Yes", Scope.SESSION, Use.LEADING, false, "13.18"),
    DATA_SEQUENCE_IN_ORDER("DataSequenceInOrder", new Flag(false), "Yes", Scope.SESSION, Use.LEADING, false, "13.19"),
    ERROR_RECOVERY_LEVEL("ErrorRecoveryLevel", least(0, 2), "0", Scope.SESSION, Use.LEADING, true, "13.20"),
    SESSION_TYPE("SessionType", declared(), "Normal", Scope.SESSION, Use.LEADING, true, "13.21"),
    TASK_REPORTING(
            "TaskReporting",
            choice("RFC3720", "ResponseFence", "FastAbort"),
            "RFC3720",
            Scope.SESSION,
            Use.LEADING,
            false,
            "13.23"),
    PROTOCOL_LEVEL("iSCSIProtocolLevel", least(0, 31), "1", Scope.SESSION, Use.LEADING, false, "13.24"),
    NODE_ARCHITECTURE("X#NodeArchitecture", declared(), "", Scope.SESSION, Use.LEADING, true, "13.26"),

    /// Obsolete: the answer is Reject, or No as older targets say (§13.25); never NotUnderstood.
    IF_MARKER("IFMarker", new Obsolete(), Flag.NO, Scope.CONNECTION, Use.INITIAL, true, "13.25"),
    OF_MARKER("OFMarker", new Obsolete(), Flag.NO, Scope.CONNECTION, Use.INITIAL, true, "13.25"),
    IF_MARK_INT("IFMarkInt", new Obsolete(), "", Scope.CONNECTION, Use.INITIAL, true, "13.25"),
    OF_MARK_INT("OFMarkInt", new Obsolete(), "", Scope.CONNECTION, Use.INITIAL, true, "13.25"),

    RDMA_EXTENSIONS("RDMAExtensions", new Fixed(Flag.NO), Flag.NO, Scope.SESSION, Use.LEADING, false, "7145:6.3"),
    TARGET_RECV_DATA_SEGMENT_LENGTH(
            "TargetRecvDataSegmentLength", iser(), "8192", Scope.CONNECTION, Use.INITIAL, false, "7145:6.4"),
    INITIATOR_RECV_DATA_SEGMENT_LENGTH(
            "InitiatorRecvDataSegmentLength", iser(), "8192", Scope.CONNECTION, Use.INITIAL, false, "7145:6.5"),
    MAX_OUTSTANDING_UNEXPECTED_PDUS(
            "MaxOutstandingUnexpectedPDUs", iser(), "0", Scope.CONNECTION, Use.INITIAL, false, "7145:6.7"),
    MAX_AHS_LENGTH("MaxAHSLength", iser(), "256", Scope.CONNECTION, Use.INITIAL, false, "7145:6.8"),
    TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY(
            "TaggedBufferForSolicitedDataOnly", iser(), "No", Scope.CONNECTION, Use.INITIAL, false, "7145:6.9"),
    ISER_HELLO_REQUIRED("iSERHelloRequired", iser(), "No", Scope.CONNECTION, Use.INITIAL, false, "7145:6.10");

    /// What a key's value holds for.
    public enum Scope {
        SESSION,
        CONNECTION
    }

    /// When a key may be used.
    public enum Use {
        /// In the security stage only.
        SECURITY,
        /// In the first PDU of a login (TargetPortalGroupTag: of its answer).
        FIRST,
        /// While the session's first connection logs in.
        LEADING,
        /// While any connection logs in.
        INITIAL,
        /// In full feature phase only.
        FULL_FEATURE,
        /// At any time.
        ALL
    }

    private static final Map<String, Key> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Key::text, Function.identity()));

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // records of texts, numbers and an unmodifiable list
    private final Kind kind;

    private final String byDefault;
    private final Scope scope;
    private final Use use;
    private final boolean inDiscovery;
    private final String section;

    Key(String text, Kind kind, String byDefault, Scope scope, Use use, boolean inDiscovery, String section) {
        this.text = text;
        this.kind = kind;
        this.byDefault = byDefault;
        this.scope = scope;
        this.use = use;
        this.inDiscovery = inDiscovery;
        this.section = section;
    }

    /// The key of this name, letter for letter.
    public static Optional<Key> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /// The name on the wire.
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /// What holds when nobody says anything; empty where there is no such value.
    public String byDefault() {
        return byDefault;
    }

    public Scope scope() {
        return scope;
    }

    public Use use() {
        return use;
    }

    /// False when the answer to it in a discovery session is Irrelevant.
    public boolean inDiscovery() {
        return inDiscovery;
    }

    /// Of RFC 7143, or after a colon of another RFC.
    public String section() {
        return section;
    }

    /// True when it is said, not negotiated: nobody answers.
    public boolean isDeclared() {
        return switch (kind) {
            case Declared _ -> true;
            case Numeric(Rule rule, int _, int _) -> rule == Rule.DECLARED;
            case Choice _, Flag _, Fixed _, Obsolete _ -> false;
        };
    }

    /// Longest value in bytes.
    public int maxLength() {
        return switch (this) {
            case CHAP_C, CHAP_R, SEND_TARGETS -> Text.MAX_LONG_VALUE;
            default -> Text.MAX_VALUE;
        };
    }

    @Override
    public String toString() {
        return text;
    }

    private static Kind choice(String... known) {
        return new Choice(List.of(known));
    }

    private static Kind least(int low, int high) {
        return new Numeric(Rule.MINIMUM, low, high);
    }

    private static Kind greatest(int low, int high) {
        return new Numeric(Rule.MAXIMUM, low, high);
    }

    private static Kind declared(int low, int high) {
        return new Numeric(Rule.DECLARED, low, high);
    }

    private static Kind declared() {
        return new Declared();
    }

    /// Of meaning with RDMAExtensions=Yes only, which is never the outcome here.
    private static Kind iser() {
        return new Fixed(KeyValue.IRRELEVANT);
    }
}
