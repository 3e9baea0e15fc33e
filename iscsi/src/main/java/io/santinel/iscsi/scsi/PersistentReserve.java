package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The data of PERSISTENT RESERVE IN and OUT (SPC-4 §6.15, §6.16).
public final class PersistentReserve {
    /// Length of the parameter list of all service actions but REGISTER AND MOVE.
    public static final int LIST_LENGTH = 24;

    private static final int SPEC_I_PT = 0x08;
    private static final int ALL_TG_PT = 0x04;
    private static final int APTPL = 0x01;
    private static final int UNREG = 0x02;
    private static final int LU_SCOPE = 0;
    private static final int TYPE_MASK_VALID = 0x80;
    private static final short TYPE_MASK = (short) 0xea01;

    private PersistentReserve() {}

    /// Service actions of PERSISTENT RESERVE OUT, in the order of their codes.
    public enum Action {
        REGISTER,
        RESERVE,
        RELEASE,
        CLEAR,
        PREEMPT,
        PREEMPT_AND_ABORT,
        REGISTER_AND_IGNORE_EXISTING_KEY,
        REGISTER_AND_MOVE;

        public static Optional<Action> of(int code) {
            return code < values().length ? Optional.of(values()[code]) : Optional.empty();
        }
    }

    /// A parameter list.
    ///
    /// @param key RESERVATION KEY
    /// @param actionKey SERVICE ACTION RESERVATION KEY
    /// @param unsupported it wants what REPORT CAPABILITIES denies: other ports, or to survive power loss
    public record Keys(long key, long actionKey, boolean unsupported) {
        /// Reads the basic parameter list.
        ///
        /// @param list [#LIST_LENGTH] bytes from its position on
        public static Keys parse(ByteBuffer list) {
            ByteBuffer in = list.slice();
            return new Keys(in.getLong(0), in.getLong(8), (in.get(20) & (SPEC_I_PT | ALL_TG_PT | APTPL)) != 0);
        }
    }

    /// The parameter list of REGISTER AND MOVE.
    ///
    /// @param to the nexus that gets the reservation
    /// @param unregister the mover's own registration goes
    public record Move(Keys keys, NexusName to, boolean unregister) {
        /// Empty when its lengths are wrong or it names no iSCSI initiator port.
        public static Optional<Move> parse(ByteBuffer list) {
            ByteBuffer in = list.slice();
            if (in.remaining() < LIST_LENGTH || in.getInt(20) != in.remaining() - LIST_LENGTH) {
                return Optional.empty();
            }
            int flags = in.get(17);
            Keys keys = new Keys(in.getLong(0), in.getLong(8), (flags & APTPL) != 0);
            return NexusName.initiatorPort(in.slice(LIST_LENGTH, in.remaining() - LIST_LENGTH))
                    .map(port -> new Move(keys, new NexusName(port, in.getShort(18) & 0xffff), (flags & UNREG) != 0));
        }
    }

    /// READ KEYS.
    public static ByteBuffer keys(int generation, Map<NexusName, Long> registered) {
        ByteBuffer out = ByteBuffer.allocate(8 + 8 * registered.size());
        out.putInt(generation).putInt(8 * registered.size());
        registered.values().forEach(out::putLong);
        return out.flip();
    }

    /// READ RESERVATION, of a unit that has none when the type is absent.
    ///
    /// @param key of the holder, 0 where all registrants hold it
    public static ByteBuffer reservation(int generation, Optional<ReservationType> type, long key) {
        if (type.isEmpty()) {
            return ByteBuffer.allocate(8).putInt(0, generation);
        }
        return ByteBuffer.allocate(24)
                .putInt(0, generation)
                .putInt(4, 16)
                .putLong(8, key)
                .put(21, scopeAndType(type.get()));
    }

    /// REPORT CAPABILITIES: all types, nothing optional.
    public static ByteBuffer capabilities() {
        return ByteBuffer.allocate(8)
                .putShort(0, (short) 8)
                .put(3, (byte) TYPE_MASK_VALID)
                .putShort(4, TYPE_MASK);
    }

    /// READ FULL STATUS.
    public static ByteBuffer fullStatus(
            int generation,
            Map<NexusName, Long> registered,
            Optional<ReservationType> type,
            Predicate<NexusName> holds) {
        int length = registered.keySet().stream()
                .mapToInt(name -> 24 + name.transportId().length)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(8 + length);
        out.putInt(generation).putInt(length);
        registered.forEach((name, key) -> {
            boolean holder = type.isPresent() && holds.test(name);
            byte[] transportId = name.transportId();
            out.putLong(key).putInt(0).put((byte) (holder ? 1 : 0));
            out.put(holder ? scopeAndType(type.get()) : 0).putInt(0).putShort((short) name.targetPort());
            out.putInt(transportId.length).put(transportId);
        });
        return out.flip();
    }

    private static byte scopeAndType(ReservationType type) {
        return (byte) (LU_SCOPE << 4 | type.code());
    }
}
