package dev.vivace.tenancy;

import java.util.Arrays;

/// How many bytes each of a tenant's traces has so far, and which of them wait for more spans. Confined to one thread
/// at a time.
///
/// A trace is live until it has been without new spans for a while. Its bytes are remembered longer, wherever its spans
/// are by then, so that a trace that comes in pieces counts as one. Memory is bounded: live traces are always known,
/// of the others those heard of last, at least [#REMEMBERED] of them.
public final class TraceLedger {

    /// Traces whose size is known after they went idle, at least.
    public static final int REMEMBERED = 1 << 16;

    private static final long NEVER = Long.MIN_VALUE;
    /// How often live traces are counted anew, which costs a walk over all.
    private static final long RECOUNT_NANOS = 20_000_000;

    private TraceBytes young = new TraceBytes();
    private long[] youngSeen = new long[16];
    private TraceBytes old = new TraceBytes();
    private long[] oldSeen = new long[0];

    /// At least as many traces are live.
    private int live;

    private long countedAtNanos = NEVER;
    private int rotateAt = REMEMBERED;

    /// Bytes of a trace as far as is known.
    public long bytes(long high, long low) {
        int trace = young.find(high, low);
        if (trace >= 0) {
            return young.bytes(trace);
        }
        int before = old.find(high, low);
        return before < 0 ? 0 : old.bytes(before);
    }

    /// Of the traces offered, how many are not live.
    public int newTraces(TraceBytes offered, long nowNanos, long idleNanos) {
        int fresh = 0;
        for (int trace = 0; trace < offered.count(); trace++) {
            if (!isLive(seen(offered.high(trace), offered.low(trace)), nowNanos, idleNanos)) {
                fresh++;
            }
        }
        return fresh;
    }

    /// How many traces are live, exactly if that is `limit` or more, and never fewer than there are.
    public int live(int limit, long nowNanos, long idleNanos) {
        if (live >= limit && (countedAtNanos == NEVER || nowNanos - countedAtNanos >= RECOUNT_NANOS)) {
            live = count(young.count(), youngSeen, nowNanos, idleNanos)
                    + count(old.count(), oldSeen, nowNanos, idleNanos);
            countedAtNanos = nowNanos;
        }
        return live;
    }

    /// Takes note of spans that were taken.
    public void add(long high, long low, long bytes, long nowNanos, long idleNanos) {
        boolean wasLive = isLive(seen(high, low), nowNanos, idleNanos);
        int trace = young.find(high, low);
        if (trace < 0) {
            int before = old.find(high, low);
            long known = 0;
            if (before >= 0) {
                known = old.bytes(before);
                oldSeen[before] = NEVER;
            }
            trace = young.add(high, low, known);
            if (trace == youngSeen.length) {
                youngSeen = Arrays.copyOf(youngSeen, 2 * trace);
            }
        }
        young.add(high, low, bytes);
        youngSeen[trace] = nowNanos;
        live += wasLive ? 0 : 1;
        if (young.count() >= rotateAt) {
            rotate(nowNanos, idleNanos);
        }
    }

    /// Forgets the older half, but for what is live.
    private void rotate(long nowNanos, long idleNanos) {
        TraceBytes next = new TraceBytes();
        long[] nextSeen = new long[16];
        for (int trace = 0; trace < old.count(); trace++) {
            if (isLive(oldSeen[trace], nowNanos, idleNanos)) {
                int kept = next.add(old.high(trace), old.low(trace), old.bytes(trace));
                nextSeen = kept == nextSeen.length ? Arrays.copyOf(nextSeen, 2 * kept) : nextSeen;
                nextSeen[kept] = oldSeen[trace];
            }
        }
        old = young;
        oldSeen = youngSeen;
        young = next;
        youngSeen = nextSeen;
        rotateAt = next.count() + REMEMBERED;
    }

    private long seen(long high, long low) {
        int trace = young.find(high, low);
        if (trace >= 0) {
            return youngSeen[trace];
        }
        int before = old.find(high, low);
        return before < 0 ? NEVER : oldSeen[before];
    }

    private static int count(int traces, long[] seen, long nowNanos, long idleNanos) {
        int live = 0;
        for (int trace = 0; trace < traces; trace++) {
            live += isLive(seen[trace], nowNanos, idleNanos) ? 1 : 0;
        }
        return live;
    }

    private static boolean isLive(long seen, long nowNanos, long idleNanos) {
        return seen != NEVER && nowNanos - seen < idleNanos;
    }
}
