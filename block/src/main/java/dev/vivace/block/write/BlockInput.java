package dev.vivace.block.write;

import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import java.util.List;

/// The rows of a block-to-be in their final order: traces by start, then id; the spans of a trace together and in
/// pre-order, roots' trees before others (see `TraceTree`). Arrays are by row unless said otherwise, may be longer than
/// there are rows, and are shared, not copied.
///
/// @param firstRows by trace: its first row; one longer than there are traces, the last entry being the row count
/// @param traceIdHighs by trace
/// @param traceIdLows by trace
/// @param parentSpanIds 0 for none
/// @param depths 0 for roots and for spans whose parent is not here
/// @param subtreeSizes descendants
/// @param places see [dev.vivace.model.SentPlaces]
/// @param resourceCodes into `resources`
/// @param scopeCodes into `scopes`
/// @param spanAttributes one per key and type
public record BlockInput(
        int[] firstRows,
        long[] traceIdHighs,
        long[] traceIdLows,
        long[] spanIds,
        long[] parentSpanIds,
        int[] depths,
        int[] subtreeSizes,
        int[] places,
        long[] startEpochNanos,
        long[] endEpochNanos,
        CodedTexts names,
        int[] kinds,
        int[] statusCodes,
        CodedTexts statusMessages,
        CodedTexts traceStates,
        int[] flags,
        int[] droppedAttributesCounts,
        int[] droppedEventsCounts,
        int[] droppedLinksCounts,
        int[] resourceCodes,
        List<Resource> resources,
        int[] scopeCodes,
        List<InstrumentationScope> scopes,
        List<AttributeEntries> spanAttributes,
        NestedInput events,
        NestedInput links) {

    public int rowCount() {
        return firstRows[firstRows.length - 1];
    }

    public int traceCount() {
        return firstRows.length - 1;
    }
}
