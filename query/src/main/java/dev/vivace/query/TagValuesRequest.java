package dev.vivace.query;

import dev.vivace.model.TimeRange;
import dev.vivace.traceql.ast.Expression;

/// Which values are wanted. Immutable.
///
/// @param field whose values
/// @param filter TraceQL that spans must meet, read leniently; empty for none
/// @param limit values, 0 for all
public record TagValuesRequest(Expression.Field field, String filter, TimeRange range, int limit) {}
