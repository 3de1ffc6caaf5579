package dev.vivace.demo;

import dev.vivace.demo.LoadGenerator.Latency;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Durations in buckets that are 1/32 of a power of two wide. Thread-safe.
final class LatencyHistogram {
    private static final int STEPS = 32;
    private static final int STEP_BITS = 5;

    private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);
    private final AtomicLong longest = new AtomicLong();

    void record(long nanos) {
        counts.incrementAndGet(bucket(Math.max(STEPS, nanos)));
        longest.accumulateAndGet(nanos, Math::max);
    }

    private static int bucket(long nanos) {
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (power - STEP_BITS)) & (STEPS - 1);
        return power * STEPS + step;
    }

    private static long upperNanos(int bucket) {
        int power = bucket / STEPS;
        return (1L << power) + ((bucket % STEPS + 1L) << (power - STEP_BITS));
    }

    Latency summary() {
        return new Latency(quantile(0.5), quantile(0.9), quantile(0.99), Duration.ofNanos(longest.get()));
    }

    private Duration quantile(double share) {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.min(upperNanos(i), longest.get()));
            }
        }
        return Duration.ZERO;
    }
}
