package io.santinel.monitor.check;

/// A service that discovery found.
///
/// @param check the name of its check
/// @param item which session or host
/// @param service the name that people see
public record Discovered(String check, String item, String service) {}
