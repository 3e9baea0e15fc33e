package io.santinel.iscsi.session;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.login.InitiatorLogin;
import io.santinel.iscsi.login.InitiatorStep;
import io.santinel.iscsi.login.LoginGoal;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Pdu;
import java.io.IOException;
import java.util.random.RandomGenerator;

/// Carries a login's requests and responses over a connection.
final class LoginConversation {
    private LoginConversation() {}

    /// Talks until there is an outcome. After a login that succeeded the channel is set for full feature phase.
    ///
    /// @return no [InitiatorStep.Send]
    static InitiatorStep run(PduChannel channel, OffsetCounter offsets, LoginGoal goal, RandomGenerator random)
            throws IOException {
        InitiatorLogin login = new InitiatorLogin(goal, random);
        LoginRequest next = login.start();
        while (true) {
            channel.write(next);
            offsets.mark();
            InitiatorStep step = login.step(response(channel.read()));
            switch (step) {
                case InitiatorStep.Send(LoginRequest request) -> next = request;
                case InitiatorStep.LoggedIn done -> {
                    channel.digests(
                            done.negotiated().headerDigest(), done.negotiated().dataDigest());
                    channel.receiveLimit(done.negotiated().maxRecvDataSegmentLength());
                    return done;
                }
                case InitiatorStep.Redirected _, InitiatorStep.Refused _, InitiatorStep.TargetNotAuthenticated _ -> {
                    return step;
                }
            }
        }
    }

    private static LoginResponse response(Pdu pdu) {
        if (pdu instanceof LoginResponse response) {
            return response;
        }
        throw new ProtocolViolation("6.3", pdu.opcode() + " during login");
    }

    /// What a refusal means to whoever wanted the login.
    static IscsiException refused(String peer, InitiatorStep.Refused refused) {
        boolean security = refused.statusClass() == LoginStatus.CLASS_INITIATOR_ERROR
                && (refused.statusDetail() == LoginStatus.AUTHENTICATION_FAILURE.detail()
                        || refused.statusDetail() == LoginStatus.AUTHORIZATION_FAILURE.detail());
        ErrorCode code =
                security ? ErrorCode.LOGIN_AUTH_FAILED : refused.mayRetry() ? ErrorCode.LOGIN : ErrorCode.FATAL_LOGIN;
        return new IscsiException(code, peer + " refused the login: " + refused.text());
    }

    static IscsiException notAuthenticated(String peer, InitiatorStep.TargetNotAuthenticated why) {
        return new IscsiException(ErrorCode.LOGIN_AUTH_FAILED, peer + ": " + why.reason());
    }
}
