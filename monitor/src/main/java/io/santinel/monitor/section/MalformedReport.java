package io.santinel.monitor.section;

/// What was read is no report, or not one that can be used; the message names line and field.
public final class MalformedReport extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String field;

    /// @param line from 1; 0 where lines mean nothing
    /// @param field which part of the line or of the document, empty for all of it
    public MalformedReport(int line, String field, String reason) {
        super(place(line, field) + reason);
        this.line = line;
        this.field = field;
    }

    public int line() {
        return line;
    }

    public String field() {
        return field;
    }

    private static String place(int line, String field) {
        String where = line > 0 ? "line " + line : "";
        String what = field.isEmpty() ? "" : (where.isEmpty() ? "" : ", ") + field;
        return where.isEmpty() && what.isEmpty() ? "" : where + what + ": ";
    }
}
