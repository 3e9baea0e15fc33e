package io.santinel.app.wire;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// One line a PDU for people: time in UTC, stream, who sends (→ the initiator, ← the target), type, tag, numbers,
/// what is in it, and behind `!!` what is wrong.
public final class TextLines implements TraceOutput {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final PrintWriter out;

    public TextLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void note(long nanos, int stream, boolean fromTarget, String text) {
        out.println(begin(nanos, stream, fromTarget) + "-- " + text);
    }

    @Override
    public void pdu(CapturedPdu pdu, List<Violation> violations) {
        StringBuilder line = new StringBuilder(begin(pdu.nanos(), pdu.stream(), pdu.fromTarget()));
        line.append("%-15s itt %08x ".formatted(PduWords.title(pdu), pdu.itt()));
        line.append("%-34s".formatted(PduWords.numbers(pdu)));
        PduWords.details(pdu).forEach(word -> line.append(' ').append(word));
        violations.forEach(violation -> line.append("  !! ").append(Words.clean(violation.text())));
        out.println(line.toString().stripTrailing());
    }

    private static String begin(long nanos, int stream, boolean fromTarget) {
        return "%s %3d %s ".formatted(TIME.format(Instant.ofEpochSecond(0, nanos)), stream, fromTarget ? "←" : "→");
    }
}
