package io.santinel.iscsi.login;

import io.santinel.iscsi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a target wants an initiator to prove by CHAP, RFC 7143 §12.1.3.
///
/// @param accounts secret by name (CHAP_N)
/// @param own how the target proves itself when asked; an initiator that asks a target without it is refused
/// @param mutualRequired refuses an initiator that does not ask
/// @param algorithms that the target takes
public record TargetAuthentication(
        Map<String, Secret> accounts,
        Optional<Credentials> own,
        boolean mutualRequired,
        List<ChapAlgorithm> algorithms) {

    public TargetAuthentication {
        accounts = Map.copyOf(accounts);
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || (mutualRequired && own.isEmpty())) {
            throw new IllegalArgumentException(
                    "CHAP: want one algorithm at least, and own credentials where mutual CHAP is required");
        }
        if (own.isPresent() && accounts.containsValue(own.get().secret())) {
            throw new IllegalArgumentException(
                    "CHAP: the secrets of both directions are the same; give the target one of its own");
        }
    }
}
