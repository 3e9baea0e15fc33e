package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.PersistentReserve.Action;
import io.santinel.iscsi.scsi.ReservationType;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Done;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules of SPC-4 §5.13, checked against the tables there.
class PersistentReserveTest {
    private static final ReservationType WRITE_EXCLUSIVE = ReservationType.WRITE_EXCLUSIVE;

    private final Units disk = new Units();
    private final Nexus one = disk.nexus("one");
    private final Nexus two = disk.nexus("two");
    private final Nexus three = disk.nexus("three");
    private final Nexus reader = disk.nexus("reader");

    @Test
    void a_registration_needs_the_key_that_is_there() {
        assertThat(out(one, Action.REGISTER, 5, 1)).isEqualTo(Done.CONFLICT);
        assertThat(out(one, Action.REGISTER, 0, 1)).isEqualTo(Done.GOOD);
        assertThat(out(one, Action.REGISTER, 0, 2)).isEqualTo(Done.CONFLICT);
        assertThat(out(one, Action.REGISTER, 1, 2)).isEqualTo(Done.GOOD);
        assertThat(out(one, Action.REGISTER_AND_IGNORE_EXISTING_KEY, 77, 3)).isEqualTo(Done.GOOD);
        assertThat(keys()).containsExactly(3L);
        assertThat(generation()).isEqualTo(3);
        assertThat(out(one, Action.REGISTER, 3, 0)).isEqualTo(Done.GOOD);
        assertThat(keys()).isEmpty();
    }

    @Test
    void who_has_not_registered_or_has_another_key_reserves_nothing() {
        register(one, 1);
        for (Action action :
                List.of(Action.RESERVE, Action.RELEASE, Action.CLEAR, Action.PREEMPT, Action.PREEMPT_AND_ABORT)) {
            assertThat(out(two, action, 0, 1)).as("%s", action).isEqualTo(Done.CONFLICT);
            assertThat(out(one, action, 9, 1)).as("%s", action).isEqualTo(Done.CONFLICT);
        }
        assertThat(keys()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(ReservationType.class)
    void each_type_keeps_out_whom_and_what_its_table_says(ReservationType type) {
        register(one, 1);
        register(two, 2);
        assertThat(reserve(one, 1, type)).isEqualTo(Done.GOOD);
        boolean exclusive = type.code() == 3 || type.code() == 6 || type.code() == 8;
        boolean registrantsToo = type.code() >= 5;
        Command read = new Command.Read(0, 1);
        Command write = new Command.Write(0, 1, false);
        assertThat(conflicts(one, read) || conflicts(one, write)).isFalse();
        assertThat(conflicts(two, write)).isEqualTo(!registrantsToo);
        assertThat(conflicts(two, read)).isEqualTo(!registrantsToo && exclusive);
        assertThat(conflicts(three, write)).isTrue();
        assertThat(conflicts(three, read)).isEqualTo(exclusive);
        assertThat(conflicts(three, new Command.ModeSense(false, false, 0, 0x3f, 0, 255)))
                .isEqualTo(exclusive);
        assertThat(conflicts(three, new Command.SynchronizeCache(0, 0))).isTrue();
        for (Command always : List.of(
                new Command.TestUnitReady(),
                new Command.Inquiry(false, 0, 96),
                new Command.ReadCapacity16(32),
                new Command.PersistentReserveIn(0, 255),
                new Command.StartStopUnit(0, false, true),
                new Command.PreventAllowMediumRemoval(0))) {
            assertThat(conflicts(three, always)).as("%s", always).isFalse();
        }
        assertThat(conflicts(three, new Command.StartStopUnit(0, false, false))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ReservationType.class)
    void a_reservation_is_made_again_by_its_holder_only_and_of_its_type_only(ReservationType type) {
        register(one, 1);
        register(two, 2);
        reserve(one, 1, type);
        assertThat(reserve(one, 1, type)).isEqualTo(Done.GOOD);
        boolean shared = type.code() >= 7;
        assertThat(reserve(two, 2, type)).isEqualTo(shared ? Done.GOOD : Done.CONFLICT);
        ReservationType other = type == WRITE_EXCLUSIVE ? ReservationType.EXCLUSIVE_ACCESS : WRITE_EXCLUSIVE;
        assertThat(reserve(one, 1, other)).isEqualTo(Done.CONFLICT);
        ByteBuffer held = in(1).data();
        assertThat(held.getLong(8)).isEqualTo(shared ? 0 : 1);
        assertThat(held.get(21)).isEqualTo((byte) type.code());
    }

    @ParameterizedTest
    @EnumSource(ReservationType.class)
    void release_tells_those_who_shared_it_and_nobody_else(ReservationType type) {
        register(one, 1);
        register(two, 2);
        reserve(one, 1, type);
        ReservationType other = type == WRITE_EXCLUSIVE ? ReservationType.EXCLUSIVE_ACCESS : WRITE_EXCLUSIVE;
        assertThat(out(one, Action.RELEASE, other, 1, 0)).isEqualTo(Done.check(Sense.INVALID_RELEASE));
        assertThat(out(one, Action.RELEASE, type, 1, 0)).isEqualTo(Done.GOOD);
        assertThat(in(1).data().remaining()).as("none").isEqualTo(8);
        assertThat(disk.heard(one)).isEqualTo(Sense.NONE);
        assertThat(disk.heard(two)).isEqualTo(type.code() >= 5 ? Sense.RESERVATIONS_RELEASED : Sense.NONE);
        assertThat(disk.heard(three)).isEqualTo(Sense.NONE);
        assertThat(generation()).as("RESERVE and RELEASE do not count").isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(ReservationType.class)
    void a_reservation_goes_with_its_holders_registration(ReservationType type) {
        register(one, 1);
        register(two, 2);
        reserve(one, 1, type);
        boolean shared = type.allRegistrants();
        out(one, Action.REGISTER, 1, 0);
        assertThat(in(1).data().remaining()).isEqualTo(shared ? 24 : 8);
        assertThat(conflicts(one, new Command.Write(0, 1, false))).isEqualTo(shared);
        out(two, Action.REGISTER, 2, 0);
        assertThat(in(1).data().remaining()).isEqualTo(8);
    }

    @Test
    void clear_takes_everything_and_tells_the_others() {
        register(one, 1);
        register(two, 2);
        reserve(two, 2, WRITE_EXCLUSIVE);
        assertThat(out(one, Action.CLEAR, 1, 0)).isEqualTo(Done.GOOD);
        assertThat(keys()).isEmpty();
        assertThat(conflicts(three, new Command.Write(0, 1, false))).isFalse();
        assertThat(disk.heard(two)).isEqualTo(Sense.RESERVATIONS_PREEMPTED);
        assertThat(disk.heard(one)).isEqualTo(Sense.NONE);
    }

    @Test
    void preempting_the_holders_key_moves_the_reservation_and_others_lose_their_registration() {
        register(one, 1);
        register(two, 2);
        register(three, 2);
        reserve(two, 2, ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
        assertThat(out(one, Action.PREEMPT, ReservationType.EXCLUSIVE_ACCESS, 1, 2))
                .isEqualTo(Done.GOOD);
        assertThat(keys()).containsExactly(1L);
        assertThat(in(1).data().get(21)).isEqualTo((byte) 3);
        assertThat(disk.heard(two)).isEqualTo(Sense.REGISTRATIONS_PREEMPTED);
        assertThat(disk.heard(three)).isEqualTo(Sense.REGISTRATIONS_PREEMPTED);
        assertThat(conflicts(two, new Command.Read(0, 1))).isTrue();
    }

    @Test
    void preempting_another_key_takes_registrations_only() {
        register(one, 1);
        register(two, 2);
        register(three, 3);
        reserve(three, 3, WRITE_EXCLUSIVE);
        assertThat(out(one, Action.PREEMPT, WRITE_EXCLUSIVE, 1, 2)).isEqualTo(Done.GOOD);
        assertThat(keys()).containsExactly(1L, 3L);
        assertThat(conflicts(one, new Command.Write(0, 1, false))).isTrue();
        assertThat(out(one, Action.PREEMPT, WRITE_EXCLUSIVE, 1, 9)).isEqualTo(Done.CONFLICT);
        assertThat(out(one, Action.PREEMPT, WRITE_EXCLUSIVE, 1, 0)).isEqualTo(Done.check(Sense.INVALID_PARAMETER));
    }

    @Test
    void preempting_what_all_registrants_hold_needs_key_0() {
        register(one, 1);
        register(two, 2);
        reserve(two, 2, ReservationType.EXCLUSIVE_ACCESS_ALL_REGISTRANTS);
        assertThat(out(one, Action.PREEMPT, WRITE_EXCLUSIVE, 1, 0)).isEqualTo(Done.GOOD);
        assertThat(keys()).containsExactly(1L);
        assertThat(in(1).data().getLong(8)).isEqualTo(1);
        assertThat(disk.heard(two)).isEqualTo(Sense.REGISTRATIONS_PREEMPTED);
    }

    @Test
    void preempt_and_abort_ends_the_tasks_of_the_preempted_alone() {
        register(one, 1);
        register(two, 2);
        int before = disk.unit.epoch(two);
        int own = disk.unit.epoch(one);
        assertThat(out(one, Action.PREEMPT_AND_ABORT, WRITE_EXCLUSIVE, 1, 2)).isEqualTo(Done.GOOD);
        assertThat(disk.unit.epoch(two)).isNotEqualTo(before);
        assertThat(disk.unit.epoch(one)).isEqualTo(own);
    }

    @Test
    void registrations_and_the_reservation_outlive_the_session() {
        register(one, 1);
        reserve(one, 1, ReservationType.EXCLUSIVE_ACCESS);
        disk.unit.detach(one);
        disk.unit.reset();
        disk.heard(two);
        disk.heard(reader);
        assertThat(conflicts(two, new Command.Read(0, 1))).isTrue();
        Nexus again = disk.nexus("one");
        assertThat(conflicts(again, new Command.Read(0, 1))).isFalse();
        assertThat(out(again, Action.RELEASE, ReservationType.EXCLUSIVE_ACCESS, 1, 0))
                .isEqualTo(Done.GOOD);
        assertThat(conflicts(two, new Command.Read(0, 1))).isFalse();
    }

    @Test
    void register_and_move_hands_the_reservation_on() {
        register(one, 1);
        reserve(one, 1, WRITE_EXCLUSIVE);
        assertThat(move(two, 2, 9, true)).as("not the holder").isEqualTo(Done.CONFLICT);
        assertThat(move(one, 1, 9, true)).isEqualTo(Done.GOOD);
        assertThat(keys()).containsExactly(9L);
        assertThat(conflicts(one, new Command.Write(0, 1, false))).isTrue();
        assertThat(conflicts(two, new Command.Write(0, 1, false))).isFalse();
    }

    @Test
    void full_status_names_each_registrant_by_its_port() {
        register(one, 1);
        register(two, 2);
        reserve(two, 2, WRITE_EXCLUSIVE);
        ByteBuffer status = in(3).data();
        assertThat(status.getInt(4)).isEqualTo(status.limit() - 8);
        int second = 8 + 24 + status.getInt(8 + 20);
        assertThat(status.getLong(8)).isEqualTo(1);
        assertThat(status.get(8 + 12)).as("does not hold it").isZero();
        assertThat(status.getLong(second)).isEqualTo(2);
        assertThat(status.get(second + 12)).as("holds it").isEqualTo((byte) 1);
        assertThat(status.get(second + 13)).isEqualTo((byte) 1);
        assertThat(status.getShort(second + 18)).as("target port").isEqualTo((short) 1);
        byte[] name = new byte[44];
        status.get(second + 28, name);
        assertThat(status.get(second + 24)).isEqualTo((byte) 0x45);
        assertThat(new String(name, StandardCharsets.US_ASCII))
                .startsWith("iqn.2026-01.io.example:two,i,0x00023d000001\0");
    }

    @Test
    void what_report_capabilities_denies_is_refused() {
        ByteBuffer capabilities = in(2).data();
        assertThat(capabilities.getShort(0)).isEqualTo((short) 8);
        assertThat(capabilities.get(2)).isZero();
        assertThat(capabilities.getShort(4)).isEqualTo((short) 0xea01);
        for (int flag : new int[] {1, 4, 8}) {
            ByteBuffer list = list(0, 1).put(20, (byte) flag);
            assertThat(disk.with(one, new Command.PersistentReserveOut(0, 0, 0, 24), list))
                    .isEqualTo(Done.check(Sense.INVALID_PARAMETER));
        }
        assertThat(in(4)).isEqualTo(Done.invalid(1));
        assertThat(disk.begin(one, new Command.PersistentReserveOut(8, 0, 0, 24), 24))
                .isEqualTo(Done.invalid(1));
        assertThat(disk.begin(one, new Command.PersistentReserveOut(1, 0, 2, 24), 24))
                .isEqualTo(Done.invalid(2));
        assertThat(disk.begin(one, new Command.PersistentReserveOut(0, 0, 0, 20), 20))
                .isEqualTo(Done.check(Sense.INVALID_PARAMETER_LENGTH));
    }

    @Test
    void registrations_have_a_limit() {
        for (int i = 0; i < Reservations.MAX_REGISTRATIONS; i++) {
            register(disk.nexus("host" + i), 1);
        }
        assertThat(out(one, Action.REGISTER, 0, 1)).isEqualTo(Done.check(Sense.NO_ROOM_FOR_REGISTRATIONS));
    }

    @Test
    void reserve_6_is_its_sessions_and_excludes_registrations() {
        assertThat(disk.begin(one, new Command.Reserve(), 0)).isEqualTo(Done.GOOD);
        assertThat(disk.begin(one, new Command.Reserve(), 0)).isEqualTo(Done.GOOD);
        assertThat(disk.begin(two, new Command.Reserve(), 0)).isEqualTo(Done.CONFLICT);
        assertThat(disk.begin(two, new Command.Release(), 0)).as("of nothing").isEqualTo(Done.GOOD);
        assertThat(conflicts(two, new Command.TestUnitReady())).isTrue();
        assertThat(conflicts(two, new Command.Inquiry(false, 0, 96))).isFalse();
        assertThat(out(one, Action.REGISTER, 0, 1)).isEqualTo(Done.CONFLICT);
        disk.unit.detach(one);
        assertThat(conflicts(two, new Command.TestUnitReady())).isFalse();
        register(two, 2);
        assertThat(disk.begin(three, new Command.Reserve(), 0)).isEqualTo(Done.CONFLICT);
    }

    private void register(Nexus nexus, long key) {
        assertThat(out(nexus, Action.REGISTER_AND_IGNORE_EXISTING_KEY, 0, key)).isEqualTo(Done.GOOD);
    }

    private Done reserve(Nexus nexus, long key, ReservationType type) {
        return out(nexus, Action.RESERVE, type, key, 0);
    }

    private Done out(Nexus nexus, Action action, long key, long actionKey) {
        return out(nexus, action, WRITE_EXCLUSIVE, key, actionKey);
    }

    @SuppressWarnings("EnumOrdinal") // the codes of the service actions, in their order
    private Done out(Nexus nexus, Action action, ReservationType type, long key, long actionKey) {
        return disk.with(
                nexus, new Command.PersistentReserveOut(action.ordinal(), 0, type.code(), 24), list(key, actionKey));
    }

    private static ByteBuffer list(long key, long actionKey) {
        return ByteBuffer.allocate(24).putLong(0, key).putLong(8, actionKey);
    }

    /// To `two`'s port.
    private Done move(Nexus nexus, long key, long actionKey, boolean unregister) {
        byte[] name = "iqn.2026-01.io.example:two,i,0x00023d000001\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer list = ByteBuffer.allocate(24 + 4 + name.length);
        list.putLong(0, key).putLong(8, actionKey).put(17, (byte) (unregister ? 2 : 0));
        list.putShort(18, (short) 1).putInt(20, 4 + name.length);
        list.put(24, (byte) 0x45).putShort(26, (short) name.length).put(28, name);
        return disk.with(nexus, new Command.PersistentReserveOut(7, 0, 0, list.limit()), list);
    }

    private boolean conflicts(Nexus nexus, Command command) {
        return disk.begin(nexus, command, 0).equals(Done.CONFLICT);
    }

    private Done in(int serviceAction) {
        return (Done) disk.begin(reader, new Command.PersistentReserveIn(serviceAction, 65_535), 0);
    }

    private int generation() {
        return in(0).data().getInt(0);
    }

    private List<Long> keys() {
        ByteBuffer data = in(0).data();
        List<Long> keys = new ArrayList<>();
        for (int at = 8; at < data.limit(); at += 8) {
            keys.add(data.getLong(at));
        }
        assertThat(data.getInt(4)).isEqualTo(8 * keys.size());
        return keys;
    }
}
