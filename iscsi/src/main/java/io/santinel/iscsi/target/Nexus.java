package io.santinel.iscsi.target;

import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.NexusName;
import io.santinel.iscsi.scsi.Sense;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One I_T nexus as the logical units see it: its name, the port it came through, the unit attentions it has not heard
/// yet, and the tasks that another nexus ended.
final class Nexus {
    /// Unit attentions of one unit that wait; further ones would tell nothing that these do not.
    static final int MAX_ATTENTIONS = 8;

    private final NexusName name;
    private final Inquiry.Port port;
    private final Map<Integer, List<Sense>> attentions = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> preemptions = new ConcurrentHashMap<>();

    Nexus(IscsiName initiator, Isid isid, Inquiry.Port port) {
        this.name = new NexusName(initiator + ",i,0x" + isid, port.portalGroupTag());
        this.port = port;
    }

    /// Under this name persistent reservations know it again.
    NexusName name() {
        return name;
    }

    Inquiry.Port port() {
        return port;
    }

    /// One of the next commands to that unit ends with this sense (SAM-5 §5.14): in the order in which they came, the
    /// same one once.
    void attention(int lun, Sense sense) {
        attentions.merge(lun, List.of(sense), Nexus::join);
    }

    private static List<Sense> join(List<Sense> waiting, List<Sense> more) {
        if (waiting.containsAll(more) || waiting.size() >= MAX_ATTENTIONS) {
            return waiting;
        }
        List<Sense> all = new ArrayList<>(waiting);
        all.addAll(more);
        return List.copyOf(all);
    }

    /// Takes the pending unit attention away and hands it out.
    Optional<Sense> takeAttention(int lun) {
        if (attentions.isEmpty()) {
            return Optional.empty();
        }
        List<Sense> taken = new ArrayList<>(1);
        attentions.computeIfPresent(lun, (_, waiting) -> {
            taken.add(waiting.getFirst());
            return waiting.size() == 1 ? null : waiting.subList(1, waiting.size());
        });
        return taken.stream().findFirst();
    }

    /// Ends its tasks at that unit, without a response.
    void preemptTasks(int lun) {
        preemptions.merge(lun, 1, Integer::sum);
    }

    /// Counts how often its tasks at that unit were ended.
    int preemptions(int lun) {
        return preemptions.isEmpty() ? 0 : preemptions.getOrDefault(lun, 0);
    }
}
