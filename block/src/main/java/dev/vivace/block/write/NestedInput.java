package dev.vivace.block.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events or links of a block-to-be, in final order. Arrays are shared, not copied.
///
/// @param firstElement row `r` has the elements `firstElement[r]` to `firstElement[r + 1] - 1`; one longer than rows
/// @param epochNanos of events
/// @param names of events
/// @param traceIdHighs of links
/// @param traceIdLows of links
/// @param spanIds of links
/// @param traceStates of links
/// @param flags of links
public record NestedInput(
        int[] firstElement,
        long @Nullable [] epochNanos,
        @Nullable CodedTexts names,
        long @Nullable [] traceIdHighs,
        long @Nullable [] traceIdLows,
        long @Nullable [] spanIds,
        @Nullable CodedTexts traceStates,
        int @Nullable [] flags,
        int[] droppedAttributesCounts,
        List<AttributeEntries> attributes) {

    public int elementCount() {
        return firstElement[firstElement.length - 1];
    }
}
