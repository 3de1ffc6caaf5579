package dev.vivace.demo;

import java.time.Duration;

/// How far a generator is. Immutable.
///
/// @param traces planned and handed to the SDK
/// @param acknowledged spans the server has confirmed
/// @param refused spans the server has turned down for good
public record Progress(long traces, long acknowledged, long refused, Duration elapsed) {}
