package io.santinel.iscsi.login;

import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Our two machines talking to each other, with a hand in between that may change what passes.
record LoginConversation(
        List<LoginRequest> requests,
        List<LoginResponse> responses,
        Optional<InitiatorStep> initiator,
        Optional<TargetStep> target) {

    static LoginConversation hold(InitiatorLogin initiator, TargetLogin target) {
        return hold(initiator, target, UnaryOperator.identity(), UnaryOperator.identity());
    }

    static LoginConversation hold(
            InitiatorLogin initiator,
            TargetLogin target,
            UnaryOperator<LoginRequest> there,
            UnaryOperator<LoginResponse> back) {
        List<LoginRequest> requests = new ArrayList<>();
        List<LoginResponse> responses = new ArrayList<>();
        LoginRequest request = initiator.start();
        while (true) {
            requests.add(request);
            TargetStep step = target.step(there.apply(request));
            Optional<LoginResponse> response = switch (step) {
                case TargetStep.Send(LoginResponse r) -> Optional.of(r);
                case TargetStep.LoggedIn in -> Optional.of(in.response());
                case TargetStep.Refused(LoginResponse r, String _) -> Optional.of(r);
                case TargetStep.Close _ -> Optional.empty();
            };
            if (response.isEmpty()) {
                return new LoginConversation(requests, responses, Optional.empty(), Optional.of(step));
            }
            responses.add(response.get());
            InitiatorStep next = initiator.step(back.apply(response.get()));
            if (!(next instanceof InitiatorStep.Send(LoginRequest r))) {
                return new LoginConversation(requests, responses, Optional.of(next), Optional.of(step));
            }
            request = r;
        }
    }

    InitiatorStep.LoggedIn initiatorLoggedIn() {
        if (initiator.orElseThrow() instanceof InitiatorStep.LoggedIn in) {
            return in;
        }
        throw new AssertionError("not logged in but " + initiator);
    }

    TargetStep.LoggedIn targetLoggedIn() {
        if (target.orElseThrow() instanceof TargetStep.LoggedIn in) {
            return in;
        }
        throw new AssertionError("not logged in but " + target);
    }
}
