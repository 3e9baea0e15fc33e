package io.santinel.iscsi.key;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.name.Portal;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The value of TargetAddress: `HOST[:PORT][,TAG]`, RFC 7143 §13.8.
///
/// @param portal its host may be a name or an address of no use to others (`0.0.0.0`): who connects decides
/// @param portalGroupTag stands in answers to SendTargets, not in redirects
public record TargetAddress(Portal portal, OptionalInt portalGroupTag) {
    /// Reads a value of the key.
    ///
    /// @throws ProtocolViolation when it cannot be read
    public static TargetAddress parse(String text) {
        int comma = text.lastIndexOf(',');
        OptionalLong tag = comma < 0 ? OptionalLong.empty() : Numbers.number(text.substring(comma + 1));
        if (comma >= 0 && (tag.isEmpty() || tag.getAsLong() > 0xffff)) {
            throw new ProtocolViolation("13.8", "TargetAddress=" + text + ": the portal group tag is no number");
        }
        try {
            Portal portal = Portal.parse(comma < 0 ? text : text.substring(0, comma));
            return new TargetAddress(
                    portal, tag.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) tag.getAsLong()));
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolation("13.8", "TargetAddress=" + text + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return portalGroupTag.isPresent() ? portal + "," + portalGroupTag.getAsInt() : portal.toString();
    }
}
