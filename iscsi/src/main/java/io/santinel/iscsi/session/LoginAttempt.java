package io.santinel.iscsi.session;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.login.InitiatorStep;
import io.santinel.iscsi.login.LoginGoal;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Connects and logs in over TCP, straight through, in the thread of the try.
final class LoginAttempt implements Login {
    private final SessionSettings settings;
    private final Tally tally;
    private final RandomGenerator random;

    /// @param random unpredictable, for CHAP
    LoginAttempt(SessionSettings settings, Tally tally, RandomGenerator random) {
        this.settings = settings;
        this.tally = tally;
        this.random = random;
    }

    @Override
    public Outcome login(Portal portal, int cmdSn, int expStatSn, Progress progress) {
        OffsetCounter offsets = new OffsetCounter(tally);
        try {
            PduChannel channel =
                    TcpPduChannel.connect(portal, settings.times().recovery().login(), offsets);
            progress.transportUp(channel::close);
            try {
                Outcome outcome = converse(channel, offsets, cmdSn, expStatSn);
                if (!(outcome instanceof Outcome.Done)) {
                    channel.close();
                }
                return outcome;
            } catch (ProtocolViolation e) {
                channel.close();
                return new Outcome.Broken(new IscsiException(
                        ErrorCode.LOGIN, channel.peer() + ", byte " + offsets.marked() + ": " + e.getMessage(), e));
            }
        } catch (IscsiException e) {
            return new Outcome.Broken(e);
        } catch (IOException e) {
            return new Outcome.Broken(new IscsiException(ErrorCode.TRANS, portal + ": " + e.getMessage(), e));
        }
    }

    private Outcome converse(PduChannel channel, OffsetCounter offsets, int cmdSn, int expStatSn) throws IOException {
        LoginGoal goal = LoginGoal.normal(
                        settings.initiatorName().text(), settings.target().text(), settings.isid(), settings.wishes())
                .startingAt(cmdSn, expStatSn);
        if (settings.authentication().isPresent()) {
            goal = goal.authenticatedBy(settings.authentication().get());
        }
        return switch (LoginConversation.run(channel, offsets, goal, random)) {
            case InitiatorStep.LoggedIn done -> new Outcome.Done(accepted(channel, offsets, done));
            case InitiatorStep.Redirected moved ->
                new Outcome.Moved(moved.address().portal());
            case InitiatorStep.Refused refused ->
                new Outcome.Refused(LoginConversation.refused(channel.peer(), refused));
            case InitiatorStep.TargetNotAuthenticated why ->
                new Outcome.Refused(LoginConversation.notAuthenticated(channel.peer(), why));
            case InitiatorStep.Send _ -> throw new IllegalStateException("a login that is over sends nothing");
        };
    }

    private static Accepted accepted(PduChannel channel, OffsetCounter offsets, InitiatorStep.LoggedIn done) {
        Negotiated agreed = done.negotiated();
        return new Accepted(
                channel,
                offsets,
                limits(agreed),
                agreed.defaultTime2Wait(),
                done.tsih(),
                done.portalGroupTag(),
                done.expStatSn(),
                done.expCmdSn(),
                done.maxCmdSn(),
                parameters(agreed));
    }

    private static Link.Limits limits(Negotiated agreed) {
        return new Link.Limits(
                agreed.peerMaxRecvDataSegmentLength(),
                agreed.maxBurstLength(),
                agreed.firstBurstLength(),
                agreed.immediateData(),
                agreed.initialR2T(),
                agreed.maxOutstandingR2T());
    }

    /// The lines of open-iscsi's listing, by its words.
    private static Map<String, String> parameters(Negotiated agreed) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("HeaderDigest", digest(agreed.headerDigest()));
        words.put("DataDigest", digest(agreed.dataDigest()));
        words.put("MaxRecvDataSegmentLength", Integer.toString(agreed.maxRecvDataSegmentLength()));
        words.put("MaxXmitDataSegmentLength", Integer.toString(agreed.peerMaxRecvDataSegmentLength()));
        words.put("FirstBurstLength", Integer.toString(agreed.firstBurstLength()));
        words.put("MaxBurstLength", Integer.toString(agreed.maxBurstLength()));
        words.put("ImmediateData", yesNo(agreed.immediateData()));
        words.put("InitialR2T", yesNo(agreed.initialR2T()));
        words.put("MaxOutstandingR2T", Integer.toString(agreed.maxOutstandingR2T()));
        words.put("DefaultTime2Wait", Integer.toString(agreed.defaultTime2Wait()));
        words.put("DefaultTime2Retain", Integer.toString(agreed.defaultTime2Retain()));
        words.put("ErrorRecoveryLevel", Integer.toString(agreed.errorRecoveryLevel()));
        return Map.copyOf(words);
    }

    private static String digest(boolean on) {
        return on ? "CRC32C" : "None";
    }

    private static String yesNo(boolean yes) {
        return yes ? "Yes" : "No";
    }
}
