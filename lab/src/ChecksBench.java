import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.monitor.check.Discovery;
import io.santinel.monitor.check.FixedChecks;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Prints the median time of one round (parse, discover, judge) on reports of growing size.
public class ChecksBench {
    private static final int ROUNDS = 41;
    /// Fewer would time the compiler.
    private static final int WARM_UP = 10;

    public static void main(String[] args) throws Exception {
        System.out.println("checks: " + Runtime.getRuntime().availableProcessors() + " cores, Java "
                + Runtime.version() + ", median of " + ROUNDS + " rounds after " + WARM_UP
                + " times as many to warm up");
        for (int sessions : new int[] {10, 100, 400}) {
            String text = report(sessions);
            for (int i = 0; i < WARM_UP; i++) {
                time(text);
            }
            System.out.printf("  %4d sessions  %6.2f ms%n", sessions, time(text) / 1e6);
        }
    }

    private static double time(String text) throws Exception {
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            Report report = TextReport.parse(text);
            int judged = FixedChecks.evaluate(
                            Discovery.discover(report),
                            report,
                            Instant.ofEpochSecond(60L * i),
                            Memory.EMPTY,
                            Levels.NONE,
                            Duration.ofSeconds(30))
                    .results()
                    .size();
            nanos[i] = System.nanoTime() - begin;
            if (judged != 2 * report.sessions().size()) {
                throw new AssertionError(judged + " results");
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }

    private static String report(int sessions) {
        StringBuilder rows = new StringBuilder("<<<open_iscsi_sessions>>>\n");
        StringBuilder blocks = new StringBuilder("\n<<<open_iscsi_session_stats>>>\n");
        for (int i = 0; i < sessions; i++) {
            String target = "iqn.2001-05.com.example:volume-" + i;
            String portal = "10.0." + i / 250 + "." + (1 + i % 250) + ":3260,1";
            rows.append("tcp ").append(portal).append(' ').append(target);
            rows.append(" default none 10.0.3.52 LOGGED_IN LOGGED_IN NO_CHANGE\n");
            blocks.append("[session stats default ").append(target).append(' ').append(portal).append(" default ");
            blocks.append(i + 1).append("]\n");
            SessionCounters.STRUCT_ORDER.forEach(counter -> blocks.append(counter.name()).append(": 4711\n"));
            blocks.append('\n');
        }
        return rows.append(blocks).toString();
    }
}
