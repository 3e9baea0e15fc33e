package io.santinel.iscsi.target;

import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Lun;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A target: its name, its logical units and who may log in. It never changes.
public final class TargetNode {
    /// Logical units of one target.
    public static final int MAX_UNITS = 256;

    private final IscsiName name;
    private final TreeMap<Integer, LogicalUnit> units = new TreeMap<>();
    private final @Nullable LogicalUnit[] byNumber;
    private final Optional<TargetAuthentication> authentication;

    /// @param units with different numbers, at most [#MAX_UNITS]
    public TargetNode(IscsiName name, Collection<LogicalUnit> units, Optional<TargetAuthentication> authentication) {
        this.name = name;
        this.authentication = authentication;
        for (LogicalUnit unit : units) {
            if (this.units.put(unit.number(), unit) != null) {
                throw new IllegalArgumentException(name + " has LUN " + unit.number() + " twice");
            }
        }
        if (units.size() > MAX_UNITS) {
            throw new IllegalArgumentException(name + " has " + units.size() + " LUNs: at most " + MAX_UNITS);
        }
        byNumber = new @Nullable LogicalUnit[this.units.isEmpty() ? 0 : this.units.lastKey() + 1];
        this.units.forEach((number, unit) -> byNumber[number] = unit);
    }

    public IscsiName name() {
        return name;
    }

    /// What an initiator has to prove; absent: anyone may log in.
    public Optional<TargetAuthentication> authentication() {
        return authentication;
    }

    /// The numbers of its units, for REPORT LUNS.
    public SortedSet<Integer> luns() {
        return Collections.unmodifiableSortedSet(units.navigableKeySet());
    }

    public Collection<LogicalUnit> units() {
        return Collections.unmodifiableCollection(units.values());
    }

    /// The unit that the eight bytes of a LUN name, or null.
    @Nullable
    LogicalUnit unit(long lun) {
        int number = Lun.number(lun).orElse(-1);
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    /// The same for those who are not in a hurry.
    Optional<LogicalUnit> find(long lun) {
        return Optional.ofNullable(unit(lun));
    }

    @Override
    public String toString() {
        return name.text();
    }
}
