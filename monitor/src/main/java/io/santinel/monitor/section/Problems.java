package io.santinel.monitor.section;

import java.util.ArrayList;
import java.util.List;

/// Collects what could not be read, up to a limit, and says how many more there were.
public final class Problems {
    /// Lines that one report may carry.
    public static final int MAX_PROBLEMS = 50;

    private final List<String> lines = new ArrayList<>();
    private int left;

    public void add(String line) {
        if (lines.size() < MAX_PROBLEMS) {
            lines.add(line);
        } else {
            left++;
        }
    }

    /// All of them, and a last line when some were left out.
    public List<String> toList() {
        List<String> all = new ArrayList<>(lines);
        if (left > 0) {
            all.add("and " + left + " more such lines");
        }
        return all;
    }
}
