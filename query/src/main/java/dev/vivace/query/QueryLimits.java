package dev.vivace.query;

import java.time.Duration;

/// What one query may spend. Immutable.
///
/// @param timeout from when it was asked to its answer
/// @param maxBytesRead from storage; 0 for any number
/// @param maxAnswerBytes memory that its answer takes until it is sent, estimated
/// @param memoryOfAll memory that the answers of all queries together take, estimated
public record QueryLimits(Duration timeout, long maxBytesRead, long maxAnswerBytes, long memoryOfAll) {

    private static final int SHARE_OF_HEAP = 4;

    /// 30 seconds, any number of bytes, and a quarter of the heap for all answers together, or for a single
    /// one: as much as live spans and requests leave of the [dev.vivace.model.work.MemoryBudget].
    public static final QueryLimits DEFAULTS = ofHeap(Runtime.getRuntime().maxMemory());

    public QueryLimits {
        if (!timeout.isPositive() || maxBytesRead < 0 || maxAnswerBytes < 1 || memoryOfAll < maxAnswerBytes) {
            throw new IllegalArgumentException("query limits: timeout " + timeout + ", " + maxBytesRead
                    + " bytes read, " + maxAnswerBytes + " bytes an answer, " + memoryOfAll
                    + " bytes all answers (expected: positive, bytes read 0 or more, all answers at least one)");
        }
    }

    private static QueryLimits ofHeap(long heapBytes) {
        long all = Math.max(8L << 20, heapBytes / SHARE_OF_HEAP);
        return new QueryLimits(Duration.ofSeconds(30), 0, all, all);
    }

    public QueryLimits withTimeout(Duration other) {
        return new QueryLimits(other, maxBytesRead, maxAnswerBytes, memoryOfAll);
    }

    public QueryLimits withMaxBytesRead(long other) {
        return new QueryLimits(timeout, other, maxAnswerBytes, memoryOfAll);
    }
}
