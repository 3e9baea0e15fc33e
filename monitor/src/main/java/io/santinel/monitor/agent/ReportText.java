package io.santinel.monitor.agent;

import io.santinel.monitor.section.JsonReport;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A report as octets of a file or a pipe: JSON when it begins like an object, sections otherwise.
final class ReportText {
    /// Octets of one report; some hundred times what a large machine says.
    static final int LIMIT = 16 << 20;

    private ReportText() {}

    /// Reads a report. Octets that are no UTF-8 become replacement characters, as an item may hold anything.
    ///
    /// @param place named in the message
    static Report parse(String place, byte[] octets) throws IOException {
        if (octets.length > LIMIT) {
            throw new IOException(place + ": larger than " + LIMIT + " octets");
        }
        String text = new String(octets, StandardCharsets.UTF_8);
        try {
            return text.stripLeading().startsWith("{") ? JsonReport.parse(text) : TextReport.parse(text);
        } catch (MalformedReport e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }
}
