package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Access;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.NexusName;
import io.santinel.iscsi.scsi.PersistentReserve;
import io.santinel.iscsi.scsi.ReservationType;
import io.santinel.iscsi.scsi.Sense;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Who may use a unit: registrations and the persistent reservation, which go by names and so outlive sessions (SPC-4
/// §5.13), and the reservation of RESERVE (6), which is its nexus' and goes with it (SPC-2 §5.5.1). Commands ask
/// [#conflict]; it costs one volatile read while nothing is reserved.
final class Reservations {
    /// Registrations of one unit.
    static final int MAX_REGISTRATIONS = 256;

    private final BiConsumer<NexusName, Sense> attentions;
    private final Map<NexusName, Long> registered = new LinkedHashMap<>();
    private Optional<Held> held = Optional.empty();
    private int generation;
    private @Nullable Nexus reserver;
    private volatile @Nullable Guard guard;

    /// A persistent reservation.
    ///
    /// @param holder who made it; where all registrants hold it that is nobody in particular
    record Held(ReservationType type, NexusName holder) {
        /// Whether it is this one's, who has registered.
        boolean by(NexusName name) {
            return type.allRegistrants() || holder.equals(name);
        }

        /// Whether it keeps nothing from this one, who has registered.
        boolean lets(NexusName name) {
            return type.registrants() || holder.equals(name);
        }
    }

    /// What [#conflict] needs of all this, never changed once it can be seen.
    private record Guard(@Nullable Nexus reserver, Optional<Held> held, Map<NexusName, Long> registered) {
        boolean keepsOut(Nexus nexus, Command command) {
            return reserver == null ? persistently(nexus.name(), command) : reserver != nexus && conflicts(command);
        }

        /// SPC-2 lets much less through than SPC-4.
        private static boolean conflicts(Command command) {
            return switch (command) {
                case Command.Inquiry _, Command.ReportLuns _, Command.RequestSense _, Command.Release _ -> false;
                case Command.PreventAllowMediumRemoval c -> c.prevent() != 0;
                case Command _ -> true;
            };
        }

        private boolean persistently(NexusName name, Command command) {
            if (held.isEmpty() || (registered.containsKey(name) && held.get().lets(name))) {
                return false;
            }
            return switch (Access.of(command)) {
                case ALWAYS -> false;
                case READS -> held.get().type().exclusiveAccess();
                case CONTROLS, WRITES -> true;
            };
        }
    }

    /// @param attentions tells a nexus, if it is logged in
    Reservations(BiConsumer<NexusName, Sense> attentions) {
        this.attentions = attentions;
    }

    /// Whether the command must end with RESERVATION CONFLICT.
    boolean conflict(Nexus nexus, Command command) {
        Guard now = guard;
        return now != null && now.keepsOut(nexus, command);
    }

    /// RESERVE (6). Registrations exclude it (SPC-4 §5.13.3).
    ///
    /// @return false for RESERVATION CONFLICT
    synchronized boolean reserve(Nexus nexus) {
        if (!registered.isEmpty() || (reserver != null && reserver != nexus)) {
            return false;
        }
        reserver = nexus;
        changed();
        return true;
    }

    /// RELEASE (6), or the loss of the nexus; of another's reservation it does nothing.
    synchronized void release(Nexus nexus) {
        if (reserver == nexus) {
            reset();
        }
    }

    /// A reset ends the reservation of RESERVE (6) and leaves persistent ones.
    synchronized void reset() {
        reserver = null;
        changed();
    }

    /// Whether PERSISTENT RESERVE OUT is kept out by RESERVE (6).
    synchronized boolean reserved() {
        return reserver != null;
    }

    /// The answer to PERSISTENT RESERVE IN; empty for a reserved service action.
    synchronized Optional<ByteBuffer> read(int serviceAction) {
        Optional<ReservationType> type = held.map(Held::type);
        return switch (serviceAction) {
            case 0 -> Optional.of(PersistentReserve.keys(generation, registered));
            case 1 -> Optional.of(PersistentReserve.reservation(generation, type, holderKey()));
            case 2 -> Optional.of(PersistentReserve.capabilities());
            case 3 ->
                Optional.of(PersistentReserve.fullStatus(
                        generation, registered, type, name -> held.orElseThrow().by(name)));
            default -> Optional.empty();
        };
    }

    private long holderKey() {
        return held.filter(it -> !it.type().allRegistrants())
                .map(it -> registered.getOrDefault(it.holder(), 0L))
                .orElse(0L);
    }

    // What follows is for PersistentReserveOut, which decides; it holds this object's lock.

    Map<NexusName, Long> registered() {
        return registered;
    }

    Optional<Held> held() {
        return held;
    }

    boolean full() {
        return registered.size() >= MAX_REGISTRATIONS;
    }

    void hold(Optional<Held> now) {
        held = now;
        changed();
    }

    /// PRGENERATION counts what changes registrations.
    void countGeneration() {
        generation++;
        changed();
    }

    /// Takes a registration away; a reservation goes with its holder's, or with the last where all hold it, and other
    /// registrants hear of it where they shared it (SPC-4 §5.13.11.2).
    void unregister(NexusName name) {
        registered.remove(name);
        boolean lost = held.isPresent()
                && (held.get().type().allRegistrants()
                        ? registered.isEmpty()
                        : held.get().holder().equals(name));
        if (lost && held.orElseThrow().type().registrants()) {
            tellOthers(name, Sense.RESERVATIONS_RELEASED);
        }
        if (lost) {
            held = Optional.empty();
        }
        changed();
    }

    /// Lets all registered nexuses but this one hear it.
    void tellOthers(NexusName self, Sense sense) {
        registered.keySet().stream().filter(name -> !name.equals(self)).forEach(name -> tell(name, sense));
    }

    void tell(NexusName name, Sense sense) {
        attentions.accept(name, sense);
    }

    private void changed() {
        guard = reserver == null && held.isEmpty() ? null : new Guard(reserver, held, Map.copyOf(registered));
    }
}
