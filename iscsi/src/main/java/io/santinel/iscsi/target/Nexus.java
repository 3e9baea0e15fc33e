package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Sense;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One I_T nexus as the logical units see it: the port it came through and the unit attentions it has not heard yet,
/// at most one for each unit.
final class Nexus {
    private final Inquiry.Port port;
    private final Map<Integer, Sense> attentions = new ConcurrentHashMap<>();

    Nexus(Inquiry.Port port) {
        this.port = port;
    }

    Inquiry.Port port() {
        return port;
    }

    /// The next command to that unit ends with this sense (SAM-5 §5.14).
    void attention(int lun, Sense sense) {
        attentions.put(lun, sense);
    }

    /// Takes the pending unit attention away and hands it out.
    Optional<Sense> takeAttention(int lun) {
        return attentions.isEmpty() ? Optional.empty() : Optional.ofNullable(attentions.remove(lun));
    }
}
