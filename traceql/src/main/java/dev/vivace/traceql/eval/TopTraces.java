package dev.vivace.traceql.eval;

import dev.vivace.model.TraceId;
import dev.vivace.model.search.TraceSummary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The newest traces found so far, at most a given number: by start, then by id. Confined to one thread.
final class TopTraces {

    private static final Comparator<Found> NEWEST_FIRST = TopTraces::compareNewestFirst;

    private final int limit;
    private final List<Found> all = new ArrayList<>();
    /// The same once there are enough of them; only then it matters which is the oldest.
    private @Nullable PriorityQueue<Found> oldestFirst;

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

        /// What the summary takes, as long as it is not written 0.
        long heldBytes;

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
        return kept().size();
    }

    private Collection<Found> kept() {
        return oldestFirst == null ? all : oldestFirst;
    }

    /// Whether a trace with this start would be among the newest as far as is known.
    boolean admits(long startEpochNanos) {
        PriorityQueue<Found> queue = oldestFirst;
        return queue == null
                || Long.compareUnsigned(startEpochNanos, queue.element().startEpochNanos()) >= 0;
    }

    /// @return the one that is no more among the newest; null if there is none
    @Nullable
    Found add(Found found) {
        unwritten.add(found);
        PriorityQueue<Found> queue = oldestFirst;
        if (queue == null) {
            all.add(found);
            if (all.size() == limit) {
                queue = new PriorityQueue<>(limit, NEWEST_FIRST.reversed());
                queue.addAll(all);
                all.clear(); // what drops out from now on is not held
                oldestFirst = queue;
            }
            return null;
        }
        queue.add(found);
        Found left = queue.remove();
        left.droppedOut = true;
        return left;
    }

    /// Those added since this was asked last, in the order of their rows: columns are then read from front
    /// to back, each page once.
    List<Found> unwritten() {
        List<Found> result = unwritten;
        unwritten = new ArrayList<>();
        result.removeIf(found -> found.droppedOut);
        result.sort(Comparator.comparingInt(found -> found.trace));
        return result;
    }

    List<TraceSummary> newestFirst() {
        return summaries(kept().stream());
    }

    /// Those that start after a time, newest first.
    List<TraceSummary> newerThan(long startEpochNanos) {
        return summaries(
                kept().stream().filter(found -> Long.compareUnsigned(found.startEpochNanos(), startEpochNanos) > 0));
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
