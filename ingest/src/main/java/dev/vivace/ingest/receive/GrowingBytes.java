package dev.vivace.ingest.receive;

import java.util.Arrays;

/// An array that grows as bytes come in, up to a limit and only while [BytesInFlight] has room. Confined to one
/// thread at a time.
final class GrowingBytes {

    private static final int FIRST = 4096;
    private static final int TRUSTED = 1 << 20;

    private final int limit;
    private final BytesInFlight.Hold hold;
    private byte[] array;
    private int length;

    /// @param expected how many bytes are announced; believed up to 1 MiB, so that nobody gets memory for a promise
    /// @param hold what the array is counted on; not closed here
    GrowingBytes(int limit, long expected, BytesInFlight.Hold hold) {
        this.limit = limit;
        this.hold = hold;
        int first = (int) Math.clamp(expected, Math.min(FIRST, limit), Math.min(TRUSTED, limit));
        hold.reserve(first);
        this.array = new byte[first];
    }

    /// Makes room for at least one byte more.
    ///
    /// @return false if the limit is reached
    boolean grow() {
        return ensure(length + 1L);
    }

    /// Makes room for `capacity` bytes in all.
    ///
    /// @return false if that is past the limit
    boolean ensure(long capacity) {
        if (capacity <= array.length) {
            return true;
        }
        if (capacity > limit) {
            return false;
        }
        int grown = (int) Math.min(limit, Math.max(capacity, array.length * 2L));
        hold.reserve((long) grown - array.length);
        array = Arrays.copyOf(array, grown);
        return true;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    int room() {
        return array.length - length;
    }

    /// Declares that `count` more bytes of the array are filled.
    void advance(int count) {
        length += count;
    }

    Bytes take() {
        return new Bytes(array, 0, length);
    }
}
