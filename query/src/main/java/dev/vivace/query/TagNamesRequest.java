package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.TimeRange;
import org.jspecify.annotations.Nullable;

/// Which attribute names are wanted. Immutable.
///
/// @param scope null for all
/// @param filter TraceQL that spans must meet, read leniently; empty for none
/// @param limit names per scope, 0 for all
public record TagNamesRequest(@Nullable AttributeScope scope, String filter, TimeRange range, int limit) {}
