package dev.vivace.wire.json;

/// Takes a long text piece by piece while it is written, so that nowhere it has to be whole.
@FunctionalInterface
public interface Pieces {

    /// @param bytes the piece, and room for the next one: the writer's again after the call
    /// @param length bytes of it
    /// @param last whether this is the end of the text
    void take(byte[] bytes, int length, boolean last);
}
