package dev.vivace.live.chunk;

import java.util.concurrent.atomic.AtomicLong;

/// How much memory a table holds: every chunk and hash table adds itself when it is made. Thread-safe.
public final class Footprint {

    private static final int ARRAY_HEADER_BYTES = 16;

    private final AtomicLong bytes = new AtomicLong();
    private long mostBytes = Long.MAX_VALUE;

    /// Writer only: how large the table may become, as far as [#hasRoom] is asked.
    public void limit(long newMostBytes) {
        mostBytes = newMostBytes;
    }

    /// Writer only: whether the table is within its limit, and would be with so many bytes more.
    public boolean hasRoom(long more) {
        return bytes.get() + more <= mostBytes;
    }

    /// So many arrays of `length` elements came into being, or with a negative `count` went away.
    public void addArrays(int count, long length, int elementBytes) {
        bytes.addAndGet(count * (ARRAY_HEADER_BYTES + length * elementBytes));
    }

    public void add(long sizeBytes) {
        bytes.addAndGet(sizeBytes);
    }

    public long bytes() {
        return bytes.get();
    }
}
