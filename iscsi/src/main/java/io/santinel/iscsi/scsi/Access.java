package io.santinel.iscsi.scsi;

/// What a command does to a unit, as far as reservations and write protection care (SPC-4 §5.13.1, SBC-3 §4.17).
public enum Access {
    /// Allowed whoever holds a reservation; what reserves decides for itself.
    ALWAYS,
    /// Reads the medium or the unit's state.
    READS,
    /// Changes the unit's state but not the medium.
    CONTROLS,
    /// Changes the medium.
    WRITES;

    public static Access of(Command command) {
        return switch (command) {
            case Command.TestUnitReady _,
                    Command.RequestSense _,
                    Command.Inquiry _,
                    Command.ReportLuns _,
                    Command.ReadCapacity10 _,
                    Command.ReadCapacity16 _,
                    Command.PersistentReserveIn _,
                    Command.PersistentReserveOut _,
                    Command.Reserve _,
                    Command.Release _,
                    Command.Unsupported _,
                    Command.Invalid _ -> ALWAYS;
            case Command.Read _,
                    Command.Verify _,
                    Command.PreFetch _,
                    Command.GetLbaStatus _,
                    Command.ReadDefectData _,
                    Command.ModeSense _,
                    Command.ReportSupportedOperationCodes _,
                    Command.ReportSupportedTaskManagementFunctions _ -> READS;
            case Command.StartStopUnit c -> c.start() && c.powerCondition() == 0 ? ALWAYS : CONTROLS;
            case Command.PreventAllowMediumRemoval c -> c.prevent() == 0 ? ALWAYS : CONTROLS;
            case Command.ModeSelect _, Command.SynchronizeCache _ -> CONTROLS;
            case Command.Write _,
                    Command.WriteAndVerify _,
                    Command.CompareAndWrite _,
                    Command.OrWrite _,
                    Command.WriteSame _,
                    Command.Unmap _ -> WRITES;
        };
    }
}
