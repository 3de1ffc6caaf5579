package dev.vivace.traceql.source;

/// Who is whose parent in a table, by row. Arrays are shared: nobody may change them.
///
/// @param parentRows the parent's row; -1 for roots and for spans whose parent is not here
/// @param nestedSetLefts depth-first number when entering a span, counted per trace from 1 over all its roots; 0 for
///     spans that hang below no root
/// @param nestedSetRights depth-first number when leaving it; 0 likewise
/// @param childCounts direct children
public record SpanTree(int[] parentRows, int[] nestedSetLefts, int[] nestedSetRights, int[] childCounts) {}
