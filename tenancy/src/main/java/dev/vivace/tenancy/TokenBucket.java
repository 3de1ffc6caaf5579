package dev.vivace.tenancy;

/// A rate with room for bursts: fills with time, each taking empties it. Thread-safe.
///
/// Rate and size may differ from call to call, so that new limits hold at once. A bucket is full at first.
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private double tokens;
    private long filledAtNanos;
    private boolean started;

    /// Takes `count` tokens, or none.
    ///
    /// @param perSecond how fast the bucket fills, more than 0
    /// @param size what it holds when it is full; a taking larger than that never succeeds
    /// @param nowNanos a monotonic clock's
    /// @return whether they were there
    public synchronized boolean take(long count, long perSecond, long size, long nowNanos) {
        if (!started) {
            started = true;
            tokens = size;
            filledAtNanos = nowNanos;
        }
        long passed = nowNanos - filledAtNanos;
        if (passed > 0) {
            tokens += passed / NANOS * perSecond;
            filledAtNanos = nowNanos;
        }
        tokens = Math.min(tokens, size);
        if (count > tokens) {
            return false;
        }
        tokens -= count;
        return true;
    }
}
