package dev.vivace.live;

/// The decision which traces leave a table. Traces leave whole: all spans of them that were committed when the cut
/// was made. The table itself is unchanged and may keep growing. Thread-safe.
///
/// How an owner uses it, with the writer's lock where it says so:
/// ```text
/// locked    cut = table.cut(policy, now)
///           write cut.rows() into a block, upload it
///           remainder = cut.remainder(next)    next: a fresh table nobody else knows
///           remainder.copy()                   most of what stays, while spans keep coming into the old table
/// locked    remainder.copy()                   what came since
/// locked    replace table by next and make the block visible, in one step for readers
/// ```
public final class LiveCut {

    final LiveTable table;
    final Prefix prefix;
    private final boolean[] leaves;
    private final int traceCount;

    private LiveCut(LiveTable table, Prefix prefix, boolean[] leaves, int traceCount) {
        this.table = table;
        this.prefix = prefix;
        this.leaves = leaves;
        this.traceCount = traceCount;
    }

    static LiveCut of(LiveTable table, Prefix prefix, CutPolicy policy, long now) {
        long idleNanos = policy.traceIdle().toNanos();
        long ageNanos = policy.maxBlockDuration().toNanos();
        boolean everything = policy.traceIdle().isZero();
        boolean[] leaves = new boolean[prefix.traces()];
        int count = 0;
        for (int trace = 0; trace < leaves.length; trace++) {
            leaves[trace] = everything
                    || now - table.traces.lastArrivals.get(trace) >= idleNanos
                    || now - table.traces.firstArrivals.get(trace) >= ageNanos;
            count += leaves[trace] ? 1 : 0;
        }
        return new LiveCut(table, prefix, leaves, count);
    }

    /// How many traces leave.
    public int traceCount() {
        return traceCount;
    }

    /// The leaving rows, as a block wants them. Worked out anew by each call.
    public LiveRows rows() {
        return LiveRows.of(this);
    }

    /// What takes everything else to the next table. One per cut.
    ///
    /// @param next a table nobody writes to or reads from yet
    public Remainder remainder(LiveTable next) {
        return new Remainder(this, next);
    }

    /// Whether the rows of this trace that were there when the cut was made leave.
    boolean leaves(int trace) {
        return trace < leaves.length && leaves[trace];
    }
}
