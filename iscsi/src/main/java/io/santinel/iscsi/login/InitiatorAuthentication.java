package io.santinel.iscsi.login;

import java.util.List;
import java.util.Optional;

/// How an initiator proves itself by CHAP, RFC 7143 §12.1.3.
///
/// @param own what the target asks for
/// @param target present: the target must prove itself too, and by this name and secret
/// @param algorithms offered, best liked first; old targets take MD5 alone in the list
public record InitiatorAuthentication(Credentials own, Optional<Credentials> target, List<ChapAlgorithm> algorithms) {

    /// @throws IllegalArgumentException when both directions use one secret: who hears one proof could give the other
    public InitiatorAuthentication {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("CHAP: want one algorithm at least");
        }
        if (target.isPresent() && target.get().secret().equals(own.secret())) {
            throw new IllegalArgumentException(
                    "CHAP: the secrets of both directions are the same; give the target one of its own");
        }
    }

    /// One-way, by MD5.
    public static InitiatorAuthentication oneWay(Credentials own) {
        return new InitiatorAuthentication(own, Optional.empty(), List.of(ChapAlgorithm.MD5));
    }

    /// Mutual, by MD5.
    public static InitiatorAuthentication mutual(Credentials own, Credentials target) {
        return new InitiatorAuthentication(own, Optional.of(target), List.of(ChapAlgorithm.MD5));
    }
}
