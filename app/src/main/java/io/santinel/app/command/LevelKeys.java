package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.check.CheckType;
import io.santinel.monitor.check.Level;
import io.santinel.monitor.check.Levels;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Levels in a configuration: `{check: {counter: [warn, crit]}}`, rates per second, 0 is off.
final class LevelKeys {
    private LevelKeys() {}

    /// The levels that these keys lay over others, counter by counter.
    static Levels over(Levels before, Yaml levels) throws IscsiException {
        Map<CheckType, Map<String, Level>> all = new EnumMap<>(CheckType.class);
        for (CheckType check : CheckType.values()) {
            all.put(check, new HashMap<>(before.of(check)));
        }
        for (Map.Entry<String, Yaml> entry : levels.mapping().entrySet()) {
            CheckType check = CheckType.named(entry.getKey())
                    .filter(type -> !type.counters().isEmpty())
                    .orElseThrow(() -> entry.getValue()
                            .complaint("no check with levels has this name: want "
                                    + CheckType.SESSION_STATS.underscored() + " or "
                                    + CheckType.HOST_STATS.underscored()));
            all.getOrDefault(check, new HashMap<>()).putAll(counters(check, entry.getValue()));
        }
        return new Levels(all);
    }

    private static Map<String, Level> counters(CheckType check, Yaml counters) throws IscsiException {
        List<String> known = check.counters().stream().map(Counter::name).toList();
        Map<String, Level> levels = new HashMap<>();
        for (Map.Entry<String, Yaml> entry : counters.mapping().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue()
                        .complaint("no counter of " + check.underscored() + " has this name: docs/operate.md says "
                                + "where to find them");
            }
            levels.put(entry.getKey(), level(entry.getValue()));
        }
        return levels;
    }

    private static Level level(Yaml pair) throws IscsiException {
        List<Yaml> numbers = pair.list();
        if (numbers.size() != 2) {
            throw pair.complaint("want two numbers, [WARN, CRIT], here are " + numbers.size());
        }
        double warn = numbers.get(0).number();
        double crit = numbers.get(1).number();
        if (crit > 0 && warn > crit) {
            throw pair.complaint("the warning level is above the critical one: exchange them, or 0 switches one off");
        }
        return new Level(warn, crit);
    }
}
