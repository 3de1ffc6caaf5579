package dev.vivace.block.write;

import dev.vivace.parquet.TextLookup;

/// Distinct byte strings by code. Read by one thread while a block is written.
public interface TextDictionary extends TextLookup {

    /// Codes are `0` to `count() - 1`.
    int count();
}
