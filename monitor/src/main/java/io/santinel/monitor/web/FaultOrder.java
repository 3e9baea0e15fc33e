package io.santinel.monitor.web;

import java.util.Optional;

/// What may be asked of a portal of the demo: one of these as JSON, or as the fields of a form. The OpenAPI document is
/// read from them; [FaultOrders] reads a request. A component ends in `_` where Java keeps the word for itself.
sealed interface FaultOrder {
    /// `open` also ends every other fault.
    record SetState(@Choice({"closed", "open"}) String state) implements FaultOrder {}

    /// Logins are refused with this status.
    ///
    /// @param class_ 2 or 3
    /// @param detail 0–255
    record RefuseLogin(@Choice("refuse-login") String fault, int class_, int detail) implements FaultOrder {}

    /// Logins are sent elsewhere.
    ///
    /// @param to `127.0.2.1:3260`
    /// @param permanent false when left out
    record Redirect(@Choice("redirect") String fault, String to, Optional<Boolean> permanent) implements FaultOrder {}

    record Silent(@Choice("silent") String fault) implements FaultOrder {}

    record SpoilDigest(
            @Choice("spoil-digest") String fault,
            @Choice({"header", "data"}) String segment) implements FaultOrder {}

    /// Initiators are asked to log out.
    ///
    /// @param seconds 0–3600
    record RequestLogout(@Choice("request-logout") String fault, int seconds) implements FaultOrder {}

    record Drop(@Choice("drop") String fault) implements FaultOrder {}
}
