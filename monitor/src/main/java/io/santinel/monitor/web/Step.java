package io.santinel.monitor.web;

/// One thing to do about a problem.
///
/// @param text a sentence
/// @param command what to type, empty when there is nothing to type
public record Step(String text, String command) {}
