package dev.vivace.model.search;

/// How many spans of a trace one service has, and how many of them have status error.
public record ServiceStats(int spanCount, int errorCount) {}
