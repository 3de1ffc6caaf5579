package dev.vivace.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Places of spans in what was sent of their trace, one number each. Their order is that in which the spans
/// arrived; how far a span is from the one before says what began between them:
///
/// - [#SAME_SCOPE]: nothing, both stood in the same `ScopeSpans`
/// - [#NEXT_SCOPE]: another `ScopeSpans` of the same `ResourceSpans`
/// - [#NEXT_RESOURCE], or more: another `ResourceSpans`
///
/// Distances count among the spans that were kept, and within one part of a trace: the first span of a part
/// begins everything, whatever its place.
public final class SentPlaces {

    public static final int SAME_SCOPE = 1;
    public static final int NEXT_SCOPE = 2;
    public static final int NEXT_RESOURCE = 3;

    private SentPlaces() {}

    /// The spans grouped as they were sent.
    ///
    /// @param spans in any order
    /// @param places by span, all different
    public static List<ResourceSpans> group(List<Span> spans, int[] places) {
        long[] order = new long[spans.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) places[i] << 32 | i;
        }
        Arrays.sort(order);
        List<ResourceSpans> batches = new ArrayList<>();
        List<ScopeSpans> scopes = new ArrayList<>();
        List<Span> members = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            int distance = i == 0 ? SAME_SCOPE : place(order[i]) - place(order[i - 1]);
            if (distance > SAME_SCOPE) {
                closeScope(members, scopes);
            }
            if (distance > NEXT_SCOPE) {
                closeResource(scopes, batches);
            }
            members.add(spans.get((int) order[i]));
        }
        if (!members.isEmpty()) {
            closeScope(members, scopes);
            closeResource(scopes, batches);
        }
        return batches;
    }

    private static int place(long ordered) {
        return (int) (ordered >> 32);
    }

    private static void closeScope(List<Span> members, List<ScopeSpans> scopes) {
        scopes.add(new ScopeSpans(members.getFirst().scope(), members));
        members.clear();
    }

    private static void closeResource(List<ScopeSpans> scopes, List<ResourceSpans> batches) {
        batches.add(new ResourceSpans(scopes.getFirst().spans().getFirst().resource(), scopes));
        scopes.clear();
    }
}
