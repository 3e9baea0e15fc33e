package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Access;
import io.santinel.iscsi.scsi.Answers;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.ModePages;
import io.santinel.iscsi.scsi.NexusName;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.Done;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A direct-access block device on a backstore: decides what each command needs, whether it may, and who answers it.
/// Its concerns have classes of their own: [Medium], [Provisioning], [Reservations], [ModePages].
public final class LogicalUnit {
    private static final int SAVED_VALUES = 3;

    private final int number;
    private final Identity identity;
    private final Medium medium;
    private final Provisioning provisioning;
    private final Reservations reservations = new Reservations(this::tell);
    private final PersistentReserveOut reserveOut = new PersistentReserveOut(reservations, this::preemptTasks);
    private final Set<Nexus> nexuses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile ModePages modes;

    public LogicalUnit(int number, Identity identity, Backstore store) {
        this.number = number;
        this.identity = identity;
        this.medium = new Medium(store);
        this.provisioning = new Provisioning(medium);
        this.modes = new ModePages(store.blocks(), store.blockSize(), store.readOnly(), store.cached(), false);
    }

    public int number() {
        return number;
    }

    public Backstore store() {
        return medium.store();
    }

    Medium medium() {
        return medium;
    }

    /// Counts what ended the tasks of a nexus: one that began at an earlier count is over.
    int epoch(Nexus nexus) {
        return epoch.get() + nexus.preemptions(number);
    }

    /// Ends all tasks of the unit, whoever began them.
    void terminateTasks() {
        epoch.incrementAndGet();
    }

    /// A logical unit reset (SAM-5 §6.3.3): ends all tasks, the reservation of RESERVE (6) and write protection, and
    /// everybody hears of it.
    void reset() {
        terminateTasks();
        reservations.reset();
        modes = modes.reset();
        attention(_ -> true, Sense.BUS_DEVICE_RESET);
    }

    /// Lets a nexus in: it hears from now on what happens to the unit.
    void attach(Nexus nexus) {
        nexuses.add(nexus);
    }

    /// The loss of a nexus (SAM-5 §6.3.4).
    void detach(Nexus nexus) {
        nexuses.remove(nexus);
        loseNexus(nexus);
    }

    /// Ends what belongs to a nexus and not to its name.
    void loseNexus(Nexus nexus) {
        reservations.release(nexus);
    }

    /// Lets nexuses hear something with one of their next commands.
    void attention(Predicate<Nexus> which, Sense sense) {
        nexuses.stream().filter(which).forEach(nexus -> nexus.attention(number, sense));
    }

    private void tell(NexusName name, Sense sense) {
        attention(nexus -> nexus.name().equals(name), sense);
    }

    private void preemptTasks(NexusName name) {
        nexuses.stream().filter(nexus -> nexus.name().equals(name)).forEach(nexus -> nexus.preemptTasks(number));
    }

    /// Starts a command.
    ///
    /// @param luns all units of the target, for REPORT LUNS
    /// @param dataOut bytes that the initiator is about to send
    Step begin(Nexus nexus, Command command, SortedSet<Integer> luns, long dataOut) {
        Optional<Sense> attention = hearsAttention(command) ? nexus.takeAttention(number) : Optional.empty();
        if (attention.isPresent() && !(command instanceof Command.RequestSense)) {
            return Done.check(attention.get());
        }
        if (reservations.conflict(nexus, command)) {
            return Done.CONFLICT;
        }
        if (modes.writeProtected() && Access.of(command) == Access.WRITES) {
            return Done.check(modes.readOnly() ? Sense.WRITE_PROTECTED : Sense.SOFTWARE_WRITE_PROTECTED);
        }
        try {
            return switch (command) {
                case Command.Read c -> medium.read(c);
                case Command.Write c -> medium.write(c.lba(), c.blocks(), c.forceUnitAccess());
                case Command.WriteAndVerify c -> medium.writeAndVerify(c);
                case Command.Verify c -> medium.verify(c);
                case Command.CompareAndWrite c -> medium.compareAndWrite(c, dataOut);
                case Command.OrWrite c -> medium.orWrite(c);
                case Command.PreFetch c -> medium.preFetch(c);
                case Command.SynchronizeCache c -> medium.flush(c);
                case Command.WriteSame c -> provisioning.writeSame(c, dataOut);
                case Command.Unmap c -> provisioning.unmap(c);
                case Command.GetLbaStatus c -> provisioning.lbaStatus(c);
                case Command.RequestSense c -> requestSense(c, attention.orElse(Sense.NONE));
                case Command c -> control(nexus, c, luns);
            };
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    /// Commands that do not touch the medium.
    private Step control(Nexus nexus, Command command, SortedSet<Integer> luns) {
        return switch (command) {
            case Command.TestUnitReady _, Command.PreventAllowMediumRemoval _ -> Done.GOOD;
            case Command.StartStopUnit c -> c.powerCondition() == 0 ? Done.GOOD : Done.invalid(4);
            case Command.Inquiry c -> inquiry(nexus, c);
            case Command.ReportLuns c -> reportLuns(c, luns);
            case Command.ReadCapacity10 _ -> Done.good(Answers.capacity10(medium.blocks(), medium.blockSize()));
            case Command.ReadCapacity16 c ->
                Done.cut(
                        Answers.capacity16(medium.blocks(), medium.blockSize(), medium.granularity()),
                        c.allocationLength());
            case Command.ReadDefectData c -> Done.cut(Answers.noDefects(c), c.allocationLength());
            case Command.ModeSense c -> modeSense(c);
            case Command.ModeSelect c -> modeSelect(nexus, c);
            case Command.Reserve _ -> reservations.reserve(nexus) ? Done.GOOD : Done.CONFLICT;
            case Command.Release _ -> {
                reservations.release(nexus);
                yield Done.GOOD;
            }
            case Command.PersistentReserveIn c ->
                Done.cut(reservations.read(c.serviceAction()), c.allocationLength(), 1);
            case Command.PersistentReserveOut c -> reserveOut.begin(nexus, c);
            case Command.ReportSupportedOperationCodes c ->
                Done.cut(Answers.supportedOperations(c), c.allocationLength(), 2);
            case Command.ReportSupportedTaskManagementFunctions c ->
                Done.cut(Answers.taskManagementFunctions(), c.allocationLength());
            case Command.Invalid c -> Done.invalid(c.at());
            case Command _ -> Done.check(Sense.INVALID_OPCODE);
        };
    }

    /// Answers for a LUN that does not exist (SPC-4 §6.6.1, §6.36, §6.39).
    static Done absent(Command command, SortedSet<Integer> luns) {
        return switch (command) {
            case Command.Inquiry c when !c.vital() -> Done.cut(Inquiry.noUnit(), c.allocationLength());
            case Command.RequestSense c -> requestSense(c, Sense.LUN_NOT_SUPPORTED);
            case Command.ReportLuns c -> reportLuns(c, luns);
            case Command _ -> Done.check(Sense.LUN_NOT_SUPPORTED);
        };
    }

    /// INQUIRY, REPORT LUNS and a wrong CDB leave a unit attention pending (SAM-5 §5.14).
    private static boolean hearsAttention(Command command) {
        return !(command instanceof Command.Inquiry || command instanceof Command.ReportLuns);
    }

    private static Done requestSense(Command.RequestSense command, Sense sense) {
        return Done.cut(command.descriptor() ? sense.toDescriptor() : sense.toFixed(), command.allocationLength());
    }

    private Done inquiry(Nexus nexus, Command.Inquiry command) {
        return command.vital()
                ? Done.cut(
                        Inquiry.vital(command.page(), identity, nexus.port(), medium.granularity()),
                        command.allocationLength(),
                        2)
                : Done.cut(Inquiry.standard(identity), command.allocationLength());
    }

    private static Done reportLuns(Command.ReportLuns command, SortedSet<Integer> luns) {
        return switch (command.select()) {
            case 0, 2 -> Done.cut(Answers.luns(luns), command.allocationLength());
            case 1 -> Done.cut(Answers.luns(List.of()), command.allocationLength());
            default -> Done.invalid(2);
        };
    }

    private Done modeSense(Command.ModeSense command) {
        return command.control() == SAVED_VALUES
                ? Done.check(Sense.SAVING_NOT_SUPPORTED)
                : Done.cut(modes.sense(command), command.allocationLength(), 2);
    }

    private Step modeSelect(Nexus nexus, Command.ModeSelect command) {
        if (!command.pageFormat() || command.savePages()) {
            return Done.invalid(1);
        }
        return command.parameterListLength() == 0
                ? Done.GOOD
                : new Collect(command.parameterListLength(), list -> modeSelect(nexus, command, list));
    }

    private synchronized Done modeSelect(Nexus nexus, Command.ModeSelect command, ByteBuffer list) {
        Optional<ModePages> selected = modes.select(command.ten(), list);
        if (selected.isEmpty()) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        if (!selected.get().equals(modes)) {
            modes = selected.get();
            attention(other -> other != nexus, Sense.MODE_PARAMETERS_CHANGED);
        }
        return Done.GOOD;
    }
}
