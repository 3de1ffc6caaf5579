package dev.vivace.block.meta;

/// A block nobody is shown any more, whose data waits to be deleted. Immutable.
///
/// @param meta as it was
/// @param retiredEpochMillis since when it is not shown
public record RetiredBlock(BlockMeta meta, long retiredEpochMillis) {}
