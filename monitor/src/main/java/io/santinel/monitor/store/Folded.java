package io.santinel.monitor.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Tells at a restart whether the coarser tiers hold a sample of the log already.
final class Folded {
    private final SeriesFile file;
    private final Map<Long, Long> newest = new HashMap<>();

    Folded(SeriesFile file) {
        this.file = file;
    }

    boolean holds(int service, Sample sample) throws SQLException {
        long key = SeriesFile.key(Tier.MINUTE, sample.at, service);
        Long number = newest.get(key);
        if (number == null) {
            long bucket = Tier.MINUTE.bucketOf(sample.at);
            number = Math.max(
                    file.value(Tier.MINUTE.blocks(bucket), key)
                            .map(SeriesFile.Value::number)
                            .orElse(0L),
                    file.value(Tier.MINUTE.sealed(bucket), service)
                            .map(SeriesFile.Value::number)
                            .orElse(0L));
            newest.put(key, number);
        }
        return sample.number <= number;
    }
}
