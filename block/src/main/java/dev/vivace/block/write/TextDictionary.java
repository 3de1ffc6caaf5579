package dev.vivace.block.write;

import dev.vivace.parquet.TextLookup;

/// Distinct byte strings by code. Read by one thread while a block is written.
public interface TextDictionary extends TextLookup {

    /// Codes are `0` to `count() - 1`.
    int count();

    /// About [#lengthBytes], for who wants to know all of them where it is dear to be exact.
    default int roughBytes(int code) {
        return lengthBytes(code);
    }
}
