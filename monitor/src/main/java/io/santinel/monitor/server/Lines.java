package io.santinel.monitor.server;

/// Foreign text made fit for one line of a page, a log or an alarm.
final class Lines {
    private static final int LONGEST = 300;

    private Lines() {}

    /// An exception's own words in one line, or its name when it has none.
    static String cause(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : line(message);
    }

    /// Control characters become blanks; what is too long ends with `…`.
    static String line(String text) {
        String flat = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return flat.length() <= LONGEST ? flat : flat.substring(0, LONGEST - 1) + "…";
    }
}
