package dev.vivace.query.diff;

import dev.vivace.model.Span;
import dev.vivace.model.diff.ComparedSpan;
import dev.vivace.model.diff.SpanChange;
import dev.vivace.model.diff.TraceDiff;
import dev.vivace.model.diff.TraceDiff.ModifiedSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds out what differs between two traces. Confined to one thread.
///
/// Ids and times differ from run to run, so spans match by their place: the one at a path of the first
/// trace is the one at the same path of the second.
public final class TraceComparison {

    /// Entries of each list; a person reads less, and counts go on.
    public static final int MAX_ENTRIES = 1000;

    private final Paths paths = new Paths();
    private final PathTree base;
    private final PathTree compare;
    private final List<ModifiedSpan> modified = new ArrayList<>();
    private int matched;
    private int modifiedCount;
    private int fieldChanges;
    private int attributeChanges;
    private int eventChanges;

    private TraceComparison(List<Span> base, List<Span> compare) {
        this.base = PathTree.of(base, paths);
        this.compare = PathTree.of(compare, paths);
    }

    /// @param base spans of one trace, at least one; likewise `compare`
    public static TraceDiff of(List<Span> base, List<Span> compare) {
        return new TraceComparison(base, compare).run();
    }

    private TraceDiff run() {
        List<ComparedSpan> added = new ArrayList<>();
        int addedCount = 0;
        for (Map.Entry<Integer, Span> entry : compare.spans().entrySet()) {
            Span before = base.spans().get(entry.getKey());
            if (before != null) {
                matched++;
                compare(entry.getKey(), before, entry.getValue());
            } else if (addedCount++ < MAX_ENTRIES) {
                added.add(compared(entry.getKey(), entry.getValue()));
            }
        }
        List<ComparedSpan> removed = new ArrayList<>();
        int removedCount = 0;
        for (Map.Entry<Integer, Span> entry : base.spans().entrySet()) {
            if (!compare.spans().containsKey(entry.getKey()) && removedCount++ < MAX_ENTRIES) {
                removed.add(compared(entry.getKey(), entry.getValue()));
            }
        }
        TraceDiff.Counts counts = new TraceDiff.Counts(
                matched,
                modifiedCount,
                addedCount,
                removedCount,
                fieldChanges,
                attributeChanges,
                eventChanges,
                pathOverlap());
        boolean truncated = Math.max(modifiedCount, Math.max(addedCount, removedCount)) > MAX_ENTRIES;
        return new TraceDiff(
                base.side(), compare.side(), modified, added, removed, counts, truncated, warnings(truncated));
    }

    private void compare(int path, Span before, Span after) {
        List<SpanChange> changes = SpanComparison.of(before, after);
        if (changes.isEmpty()) {
            return;
        }
        for (SpanChange change : changes) {
            switch (change.target()) {
                case SpanChange.Field _ -> fieldChanges++;
                case SpanChange.OfAttribute _ -> attributeChanges++;
                case SpanChange.OfEvent _ -> eventChanges++;
            }
        }
        if (modifiedCount++ < MAX_ENTRIES) {
            modified.add(new ModifiedSpan(compared(path, after), changes));
        }
    }

    private double pathOverlap() {
        return (double) matched / (base.spans().size() + compare.spans().size() - matched);
    }

    private ComparedSpan compared(int path, Span span) {
        return new ComparedSpan(
                paths.names(path),
                PathTree.service(span),
                span.name(),
                span.kind(),
                span.durationNanos(),
                span.statusCode());
    }

    private List<String> warnings(boolean truncated) {
        List<String> warnings = new ArrayList<>();
        warn("base", base, warnings);
        warn("compare", compare, warnings);
        if (matched == 0) {
            warnings.add("no span of one trace has the path of a span of the other: are they of the same operation?");
        }
        if (truncated) {
            warnings.add("lists end after " + MAX_ENTRIES + " entries, stats count all of them");
        }
        return warnings;
    }

    private static void warn(String name, PathTree tree, List<String> warnings) {
        if (tree.roots() != 1) {
            warnings.add(name + " has " + tree.roots() + " roots (expected: 1)");
        }
        if (tree.orphans() > 0) {
            warnings.add(name + " has " + tree.orphans()
                    + " spans whose parent never arrived; their paths begin with themselves");
        }
    }
}
