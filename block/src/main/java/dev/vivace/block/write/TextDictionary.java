package dev.vivace.block.write;

/// Distinct byte strings by code. Read by one thread while a block is written.
public interface TextDictionary {

    /// Codes are `0` to `count() - 1`.
    int count();

    int lengthBytes(int code);

    /// Copies the bytes of `code` to `into[offset]` and on.
    void copy(int code, byte[] into, int offset);
}
