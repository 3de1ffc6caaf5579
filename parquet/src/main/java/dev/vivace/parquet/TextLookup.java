package dev.vivace.parquet;

/// Byte strings that lie elsewhere, fetched one by one while a column is written: so that a writer needs room
/// for a page of them, not for all. What a code stands for must not change meanwhile.
public interface TextLookup {

    int lengthBytes(int code);

    /// Copies the bytes of `code` to `into[offset]` and on.
    void copy(int code, byte[] into, int offset);
}
