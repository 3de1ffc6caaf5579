package dev.vivace.parquet;

/// Between which values the pages of a column lie. Immutable; the arrays are shared, nobody may change them.
///
/// @param firstRows first row of each page, and after the last of them the number of rows
/// @param least no value of the page is less
/// @param greatest no value of the page is greater
public record PageBounds(int[] firstRows, long[] least, long[] greatest) {}
