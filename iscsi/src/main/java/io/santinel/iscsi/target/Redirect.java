package io.santinel.iscsi.target;

import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.login.Admission;
import io.santinel.iscsi.name.Portal;
import java.util.OptionalInt;

/// Sends initiators to another portal instead of letting them in (login status 0101 or 0102, RFC 7143 §11.13.5): of one
/// target with [TargetNode#withRedirect], of everybody who comes through a portal with
/// [NetworkEntity.Listen#withRedirect]. Discovery sessions are let in all the same.
///
/// @param to where; an initiator follows it with a new login
/// @param permanent 0102, the initiator may remember it; else 0101
public record Redirect(Portal to, boolean permanent) {
    Admission.Redirected admission() {
        return new Admission.Redirected(new TargetAddress(to, OptionalInt.empty()), permanent);
    }
}
