package dev.vivace.model.work;

import dev.vivace.model.work.Reads.Kind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The work of one question on one thread: its budget, and what it read so far. Confined to that thread;
/// jobs on other
/// threads are parts of their own.
///
/// Bound to the thread, so that what reads deep below need not be handed it: a page decoder counts and is
/// stopped here
/// without knowing of questions.
public final class QueryWork {

    private static final ScopedValue<QueryWork> CURRENT = ScopedValue.newInstance();
    /// Small things are asked for together.
    private static final long HELD_AT_ONCE = 64 << 10;

    private final QueryBudget budget;
    private final long[] counts = new long[Kind.values().length];
    /// Bytes that were asked for and are not filled yet.
    private long ahead;

    private long forNow;
    private long heldForNow;

    public QueryWork(QueryBudget budget) {
        this.budget = budget;
    }

    /// What this thread works on; null if that is no question.
    public static @Nullable QueryWork current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// What this thread works on, or work without bounds.
    public static QueryWork currentOrUnlimited() {
        QueryWork current = current();
        return current == null ? new QueryWork(QueryBudget.UNLIMITED) : current;
    }

    /// Something that is done for a question.
    public interface Task<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    /// Does something on this thread as part of this work.
    public <T extends @Nullable Object, E extends Exception> T on(Task<T, E> task) throws E {
        return ScopedValue.where(CURRENT, this).call(task::run);
    }

    /// Counts, if a question is being answered.
    public static void count(Kind kind, long count) {
        QueryWork work = current();
        if (work != null) {
            work.counts[kind.ordinal()] += count;
        }
    }

    /// Says that bytes are about to be fetched from storage.
    ///
    /// @throws QueryStoppedException if the question may not go on
    public static void reading(long bytes) {
        QueryWork work = current();
        if (work != null) {
            work.budget.read(bytes);
            work.counts[Kind.BYTES.ordinal()] += bytes;
        }
    }

    /// @throws QueryStoppedException if this thread's question may not go on
    public static void checkCurrent() {
        QueryWork work = current();
        if (work != null) {
            work.budget.check();
        }
    }

    /// Says that memory is about to be filled that is kept until the answer is sent.
    ///
    /// @throws QueryStoppedException if there is no room for it
    public static void holding(long bytes) {
        QueryWork work = current();
        if (work != null) {
            work.hold(bytes);
        }
    }

    /// The same for this work, whatever the thread.
    public void hold(long bytes) {
        if (!tryHold(bytes)) {
            budget.hold(bytes - ahead);
            ahead = 0;
        }
    }

    /// The same as [#hold] for who can do with less.
    ///
    /// @return false if there is no room
    private boolean tryHold(long bytes) {
        long missing = bytes - ahead;
        if (missing <= 0) {
            ahead -= bytes;
            return true;
        }
        if (missing < HELD_AT_ONCE && budget.tryHold(HELD_AT_ONCE)) {
            ahead = HELD_AT_ONCE - missing;
            return true;
        }
        if (budget.tryHold(missing)) {
            ahead = 0;
            return true;
        }
        return false;
    }

    /// Some of what was held is not kept until the answer is sent.
    public static void releasing(long bytes) {
        QueryWork work = current();
        if (work != null) {
            work.budget.release(bytes);
        }
    }

    /// The same as [#holding] for what is kept only until this thread's work says [#releaseForNow()], such as what a
    /// stage of a pipeline makes of one table.
    ///
    /// @throws QueryStoppedException if there is no room for it
    public static void holdingForNow(long bytes) {
        QueryWork work = current();
        if (work != null) {
            work.forNow += bytes;
            if (work.forNow > work.heldForNow) {
                long more = Math.max(HELD_AT_ONCE, work.forNow - work.heldForNow);
                work.budget.hold(more);
                work.heldForNow += more;
            }
        }
    }

    /// Gives back what this work, its parts left aside, held for now.
    public void releaseForNow() {
        budget.release(heldForNow);
        heldForNow = 0;
        forNow = 0;
    }

    /// The same as [#holding] for who can do with less.
    ///
    /// @return false if there is no room; nothing is held then
    public static boolean tryHolding(long bytes) {
        QueryWork work = current();
        return work == null || work.tryHold(bytes);
    }

    public QueryBudget budget() {
        return budget;
    }

    /// A part of the work for another thread: same budget, counts of its own, to be added here when it is
    /// done.
    public QueryWork part() {
        return new QueryWork(budget);
    }

    /// Adds what a part counted.
    public void add(QueryWork part) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += part.counts[i];
        }
    }

    /// What was counted so far, finished parts included.
    public Reads reads() {
        Map<Kind, Long> read = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            long count = counts[kind.ordinal()];
            if (count != 0) {
                read.put(kind, count);
            }
        }
        return new Reads(read);
    }
}
