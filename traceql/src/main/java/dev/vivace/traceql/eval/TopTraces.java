package dev.vivace.traceql.eval;

import dev.vivace.model.TraceId;
import dev.vivace.model.search.TraceSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The newest traces found so far, at most a given number: by start, then by id. Confined to one thread.
final class TopTraces {

    private static final Comparator<Found> NEWEST_FIRST = TopTraces::compareNewestFirst;

    private final int limit;
    private final PriorityQueue<Found> oldestFirst = new PriorityQueue<>(NEWEST_FIRST.reversed());
    private List<Found> unwritten = new ArrayList<>();

    TopTraces(int limit) {
        this.limit = limit;
    }

    /// A trace that may be answered; its summary is written once its table has been gone through.
    static final class Found {
        private final TraceId id;
        private final long startEpochNanos;
        final int trace;
        private boolean droppedOut;

        @Nullable
        TraceSummary summary;

        Found(TraceId id, long startEpochNanos, int trace) {
            this.id = id;
            this.startEpochNanos = startEpochNanos;
            this.trace = trace;
        }

        TraceId id() {
            return id;
        }

        long startEpochNanos() {
            return startEpochNanos;
        }
    }

    private static int compareNewestFirst(Found a, Found b) {
        int byStart = Long.compareUnsigned(b.startEpochNanos, a.startEpochNanos);
        return byStart != 0 ? byStart : a.id.compareTo(b.id);
    }

    int size() {
        return oldestFirst.size();
    }

    /// Whether a trace with this start would be among the newest as far as is known.
    boolean admits(long startEpochNanos) {
        return oldestFirst.size() < limit
                || Long.compareUnsigned(startEpochNanos, oldestFirst.element().startEpochNanos()) >= 0;
    }

    /// @return the one that is no more among the newest; null if there is none
    @Nullable
    Found add(Found found) {
        oldestFirst.add(found);
        unwritten.add(found);
        if (oldestFirst.size() <= limit) {
            return null;
        }
        Found left = oldestFirst.remove();
        left.droppedOut = true;
        return left;
    }

    /// Those added since this was asked last, in the order of their rows: columns are then read from front to
    /// back, each page once.
    List<Found> unwritten() {
        List<Found> result = unwritten;
        unwritten = new ArrayList<>();
        result.removeIf(found -> found.droppedOut);
        result.sort(Comparator.comparingInt(found -> found.trace));
        return result;
    }

    List<TraceSummary> newestFirst() {
        return summaries(oldestFirst.stream());
    }

    /// Those that start after a time, newest first.
    List<TraceSummary> newerThan(long startEpochNanos) {
        return summaries(oldestFirst.stream()
                .filter(found -> Long.compareUnsigned(found.startEpochNanos(), startEpochNanos) > 0));
    }

    private static List<TraceSummary> summaries(Stream<Found> some) {
        List<TraceSummary> result = new ArrayList<>();
        for (Found found : some.sorted(NEWEST_FIRST).toList()) {
            if (found.summary == null) {
                throw new IllegalStateException("trace " + found.id() + " was found but not summarised");
            }
            result.add(found.summary);
        }
        return result;
    }
}
