package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.NexusName;
import io.santinel.iscsi.scsi.PersistentReserve;
import io.santinel.iscsi.scsi.PersistentReserve.Action;
import io.santinel.iscsi.scsi.PersistentReserve.Keys;
import io.santinel.iscsi.scsi.PersistentReserve.Move;
import io.santinel.iscsi.scsi.ReservationType;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Reservations.Held;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.Done;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// PERSISTENT RESERVE OUT (SPC-4 §5.13.7 to §5.13.11, §6.16): its service actions on a unit's reservations.
final class PersistentReserveOut {
    private final Reservations reservations;
    private final Consumer<NexusName> preemptTasks;

    /// @param preemptTasks ends a nexus' tasks, for PREEMPT AND ABORT
    PersistentReserveOut(Reservations reservations, Consumer<NexusName> preemptTasks) {
        this.reservations = reservations;
        this.preemptTasks = preemptTasks;
    }

    Step begin(Nexus nexus, Command.PersistentReserveOut command) {
        Optional<Action> action = Action.of(command.serviceAction());
        if (action.isEmpty()) {
            return Done.check(Sense.invalidField(1));
        }
        boolean typed = switch (action.get()) {
            case RESERVE, RELEASE, PREEMPT, PREEMPT_AND_ABORT -> true;
            case REGISTER, CLEAR, REGISTER_AND_IGNORE_EXISTING_KEY, REGISTER_AND_MOVE -> false;
        };
        Optional<ReservationType> type = ReservationType.of(command.type());
        if (typed && (type.isEmpty() || command.scope() != 0)) {
            return Done.check(Sense.invalidField(2));
        }
        int length = command.parameterListLength();
        boolean move = action.get() == Action.REGISTER_AND_MOVE;
        boolean fits = move
                ? length > PersistentReserve.LIST_LENGTH && length <= PersistentReserve.LIST_LENGTH + 512
                : length == PersistentReserve.LIST_LENGTH;
        if (!fits) {
            return Done.check(Sense.INVALID_PARAMETER_LENGTH);
        }
        return new Collect(length, list -> perform(nexus.name(), action.get(), type, list));
    }

    private Done perform(NexusName self, Action action, Optional<ReservationType> type, ByteBuffer list) {
        synchronized (reservations) {
            if (reservations.reserved()) {
                return Done.CONFLICT;
            }
            if (action == Action.REGISTER_AND_MOVE) {
                return Move.parse(list)
                        .map(move -> move(self, move))
                        .orElseGet(() -> Done.check(Sense.INVALID_PARAMETER));
            }
            Keys keys = Keys.parse(list);
            return switch (action) {
                case REGISTER -> register(self, keys, false);
                case REGISTER_AND_IGNORE_EXISTING_KEY -> register(self, keys, true);
                case RESERVE, RELEASE, CLEAR, PREEMPT, PREEMPT_AND_ABORT, REGISTER_AND_MOVE ->
                    owns(self, keys) ? byRegistrant(self, action, type, keys) : Done.CONFLICT;
            };
        }
    }

    private boolean owns(NexusName self, Keys keys) {
        return Objects.equals(reservations.registered().get(self), keys.key());
    }

    private Done register(NexusName self, Keys keys, boolean ignoreExisting) {
        boolean known = reservations.registered().containsKey(self);
        if (!ignoreExisting && !(known ? owns(self, keys) : keys.key() == 0)) {
            return Done.CONFLICT;
        }
        if (keys.unsupported()) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        if (!known && keys.actionKey() == 0) {
            return Done.GOOD;
        }
        if (!known && reservations.full()) {
            return Done.check(Sense.NO_ROOM_FOR_REGISTRATIONS);
        }
        if (keys.actionKey() == 0) {
            reservations.unregister(self);
        } else {
            reservations.registered().put(self, keys.actionKey());
        }
        reservations.countGeneration();
        return Done.GOOD;
    }

    private Done byRegistrant(NexusName self, Action action, Optional<ReservationType> type, Keys keys) {
        return switch (action) {
            case RESERVE -> reserve(self, type.orElseThrow());
            case RELEASE -> release(self, type.orElseThrow());
            case CLEAR -> clear(self);
            case PREEMPT -> preempt(self, type.orElseThrow(), keys.actionKey(), false);
            case PREEMPT_AND_ABORT -> preempt(self, type.orElseThrow(), keys.actionKey(), true);
            case REGISTER, REGISTER_AND_IGNORE_EXISTING_KEY, REGISTER_AND_MOVE ->
                throw new IllegalArgumentException(action + " needs no registration");
        };
    }

    private Done reserve(NexusName self, ReservationType type) {
        Optional<Held> held = reservations.held();
        if (held.isPresent()) {
            return held.get().by(self) && held.get().type() == type ? Done.GOOD : Done.CONFLICT;
        }
        reservations.hold(Optional.of(new Held(type, self)));
        return Done.GOOD;
    }

    private Done release(NexusName self, ReservationType type) {
        Optional<Held> held = reservations.held();
        if (held.isEmpty() || !held.get().by(self)) {
            return Done.GOOD;
        }
        if (held.get().type() != type) {
            return Done.check(Sense.INVALID_RELEASE);
        }
        reservations.hold(Optional.empty());
        if (type.registrants()) {
            reservations.tellOthers(self, Sense.RESERVATIONS_RELEASED);
        }
        return Done.GOOD;
    }

    private Done clear(NexusName self) {
        reservations.tellOthers(self, Sense.RESERVATIONS_PREEMPTED);
        reservations.registered().clear();
        reservations.hold(Optional.empty());
        reservations.countGeneration();
        return Done.GOOD;
    }

    /// SPC-4 §5.13.11.4: without a reservation, or with another's key than the holder's, registrations go; with the
    /// holder's key (0 where all hold it) the reservation changes hands too.
    private Done preempt(NexusName self, ReservationType type, long key, boolean abort) {
        Optional<Held> held = reservations.held();
        boolean shared = held.isPresent() && held.get().type().allRegistrants();
        if (key == 0 && !shared) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        boolean everyone = key == 0;
        List<NexusName> gone = reservations.registered().entrySet().stream()
                .filter(entry -> everyone ? !entry.getKey().equals(self) : entry.getValue() == key)
                .map(Map.Entry::getKey)
                .toList();
        if (gone.isEmpty() && !everyone) {
            return Done.CONFLICT;
        }
        boolean takesOver = everyone
                || (held.isPresent() && !shared && gone.contains(held.get().holder()));
        remove(self, gone, takesOver, abort);
        if (takesOver) {
            reservations.hold(Optional.of(new Held(type, self)));
            ReservationType before = held.orElseThrow().type();
            if (before != type && before.registrants()) {
                reservations.tellOthers(self, Sense.RESERVATIONS_RELEASED);
            }
        }
        reservations.countGeneration();
        return Done.GOOD;
    }

    /// Who preempts itself keeps its registration where it takes the reservation over.
    private void remove(NexusName self, List<NexusName> gone, boolean takesOver, boolean abort) {
        for (NexusName name : gone) {
            boolean own = name.equals(self);
            if (!takesOver) {
                reservations.unregister(name);
            } else if (!own) {
                reservations.registered().remove(name);
            }
            if (!own) {
                reservations.tell(name, Sense.REGISTRATIONS_PREEMPTED);
            }
            if (abort && !own) {
                preemptTasks.accept(name);
            }
        }
    }

    private Done move(NexusName self, Move move) {
        Optional<Held> held = reservations.held();
        if (!owns(self, move.keys()) || held.isEmpty() || !held.get().by(self)) {
            return Done.CONFLICT;
        }
        boolean wrong = move.keys().unsupported()
                || move.keys().actionKey() == 0
                || move.to().equals(self)
                || held.get().type().allRegistrants();
        if (wrong) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        if (!reservations.registered().containsKey(move.to()) && reservations.full()) {
            return Done.check(Sense.NO_ROOM_FOR_REGISTRATIONS);
        }
        reservations.registered().put(move.to(), move.keys().actionKey());
        reservations.hold(Optional.of(new Held(held.get().type(), move.to())));
        if (move.unregister()) {
            reservations.unregister(self);
        }
        reservations.countGeneration();
        return Done.GOOD;
    }
}
