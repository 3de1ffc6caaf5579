package dev.vivace.query;

import dev.vivace.model.TimeRange;
import dev.vivace.traceql.ast.Expression;

/// Which values are wanted. Immutable.
///
/// @param field whose values
/// @param filter TraceQL that spans must meet, read leniently; empty for none
/// @param limit values, 0 for all
/// @param maxBlocks how many blocks are looked into, the newest ones; 0 for all. What is live always is
public record TagValuesRequest(Expression.Field field, String filter, TimeRange range, int limit, int maxBlocks) {

    /// Looks into all blocks.
    public TagValuesRequest(Expression.Field field, String filter, TimeRange range, int limit) {
        this(field, filter, range, limit, 0);
    }

    public TagValuesRequest withMaxBlocks(int other) {
        return new TagValuesRequest(field, filter, range, limit, other);
    }
}
