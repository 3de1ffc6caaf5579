package dev.vivace.query;

import dev.vivace.model.TimeRange;

/// A search, limits already applied. Immutable.
///
/// @param query TraceQL
/// @param range traces that overlap it are looked at, all their spans included
/// @param limit traces to answer, at least 1
/// @param spansPerSpanset spans to list per spanset, at least 1
/// @param strict whether only what the reference accepts is accepted
/// @param why whether an answer without traces says why; costs a few searches more
/// @param explain whether the plan is measured and answered too
public record SearchRequest(
        String query, TimeRange range, int limit, int spansPerSpanset, boolean strict, boolean why, boolean explain) {

    public SearchRequest(String query, TimeRange range, int limit, int spansPerSpanset, boolean strict) {
        this(query, range, limit, spansPerSpanset, strict, false, false);
    }
}
