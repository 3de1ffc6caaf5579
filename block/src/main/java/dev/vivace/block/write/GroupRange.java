package dev.vivace.block.write;

/// One row group of a block-to-be: whole traces.
///
/// @param firstTrace its first trace
/// @param firstRow first row of that trace
record GroupRange(int index, int firstTrace, int traces, int firstRow, int rows) {}
