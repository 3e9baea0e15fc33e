package io.santinel.iscsi.target;

import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Lun;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A target: its name, its logical units, who may log in, and through which portals. It never changes.
///
///     TargetNode node = new TargetNode(name, units, Optional.of(chap)) // CHAP; Optional.empty() lets anyone in
///             .withPortalGroups(Set.of(1, 2))                          // not through the groups 3 and up
///             .withRedirect(new Redirect(portal, false));              // or: not here but there
public final class TargetNode {
    /// Logical units of one target.
    public static final int MAX_UNITS = 256;

    private final IscsiName name;
    private final TreeMap<Integer, LogicalUnit> units = new TreeMap<>();
    private final @Nullable LogicalUnit[] byNumber;
    private final Optional<TargetAuthentication> authentication;
    private final Set<Integer> portalGroups;
    private final Optional<Redirect> redirect;
    private final Set<IscsiName> initiators;

    /// Reached through all portals, by all initiators.
    ///
    /// @param units with different numbers, at most [#MAX_UNITS]
    public TargetNode(IscsiName name, Collection<LogicalUnit> units, Optional<TargetAuthentication> authentication) {
        this(name, units, authentication, Set.of(), Optional.empty(), Set.of());
    }

    private TargetNode(
            IscsiName name,
            Collection<LogicalUnit> units,
            Optional<TargetAuthentication> authentication,
            Set<Integer> portalGroups,
            Optional<Redirect> redirect,
            Set<IscsiName> initiators) {
        this.name = name;
        this.authentication = authentication;
        this.portalGroups = Set.copyOf(portalGroups);
        this.redirect = redirect;
        this.initiators = Set.copyOf(initiators);
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

    /// The same target, listed and let in through the portals with these tags only; through all when there is none.
    public TargetNode withPortalGroups(Set<Integer> tags) {
        return new TargetNode(name, units.values(), authentication, tags, redirect, initiators);
    }

    /// The same target, whose logins are sent elsewhere.
    public TargetNode withRedirect(Redirect elsewhere) {
        return new TargetNode(name, units.values(), authentication, portalGroups, Optional.of(elsewhere), initiators);
    }

    /// The same target, listed for and let in these initiators only; all when there is none. A name proves
    /// nothing: where it matters who somebody is, there must be CHAP too.
    public TargetNode withInitiators(Set<IscsiName> names) {
        return new TargetNode(name, units.values(), authentication, portalGroups, redirect, names);
    }

    public IscsiName name() {
        return name;
    }

    /// What an initiator has to prove; absent: anyone may log in.
    public Optional<TargetAuthentication> authentication() {
        return authentication;
    }

    /// Whether it is reached through portals of this group.
    boolean isIn(int portalGroupTag) {
        return portalGroups.isEmpty() || portalGroups.contains(portalGroupTag);
    }

    /// Whether an initiator of this name, however it is spelt, may know of it and log in.
    boolean admits(String initiatorName) {
        return initiators.isEmpty()
                || initiators.stream().anyMatch(name -> name.text().equals(IscsiName.normalize(initiatorName)));
    }

    Optional<Redirect> redirect() {
        return redirect;
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
