package io.santinel.iscsi.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the machine can spare. Linux hands out memory that it does not have and kills somebody later, so whoever takes
/// much asks before.
final class FreeMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+([0-9]{1,15}) kB$");

    /// Of what is available this part is left to the others.
    private static final int RESERVE = 8;

    private FreeMemory() {}

    /// Bytes that may be taken now; unknown where there is no `/proc`.
    static OptionalLong bytes() {
        try {
            return bytes(Files.readString(MEMINFO));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong bytes(String meminfo) {
        Matcher line = AVAILABLE.matcher(meminfo);
        if (!line.find()) {
            return OptionalLong.empty();
        }
        long available = Long.parseLong(line.group(1)) << 10;
        return OptionalLong.of(available - available / RESERVE);
    }
}
