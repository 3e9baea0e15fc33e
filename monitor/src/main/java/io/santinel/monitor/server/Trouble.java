package io.santinel.monitor.server;

import java.time.Instant;

/// Something that keeps the monitor itself from doing all of its work, as a line for the page.
///
/// @param since when it was first seen
/// @param place what it concerns: a machine's name, `series`, `state` or `notifier`
/// @param text cause and, where there is one, the remedy
public record Trouble(Instant since, String place, String text) {}
