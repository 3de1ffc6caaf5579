package dev.vivace.model.diff;

import java.util.List;

/// What differs between two traces. Immutable.
///
/// @param modified spans that both have, and that differ; like the lists that follow in the order of their
///     trace
/// @param added spans only the second has
/// @param removed spans only the first has
/// @param counts of everything, told in a list or not
/// @param truncated whether the lists leave something out
/// @param warnings what makes the comparison doubtful, for people
public record TraceDiff(
        TraceSide base,
        TraceSide compare,
        List<ModifiedSpan> modified,
        List<ComparedSpan> added,
        List<ComparedSpan> removed,
        Counts counts,
        boolean truncated,
        List<String> warnings) {
    public TraceDiff {
        modified = List.copyOf(modified);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        warnings = List.copyOf(warnings);
    }

    /// @param matchedSpans spans that both have, modified or not
    /// @param fieldChanges changes of what every span has: duration, status
    /// @param pathOverlap the share of the paths of both that are in both, from 0 to 1
    public record Counts(
            int matchedSpans,
            int modifiedSpans,
            int addedSpans,
            int removedSpans,
            int fieldChanges,
            int attributeChanges,
            int eventChanges,
            double pathOverlap) {}

    /// A span of both traces.
    ///
    /// @param span as it is in the second
    public record ModifiedSpan(ComparedSpan span, List<SpanChange> changes) {
        public ModifiedSpan {
            changes = List.copyOf(changes);
        }
    }
}
