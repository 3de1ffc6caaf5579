/// Runs checked queries over tables of spans.
///
/// Start at [SearchRun]. A condition becomes a [RowFilter], which turns the columns of a table into the set of rows
/// that
/// match; only what cannot be said of one column and one constant is worked out row by row ([RowExpression]). What a
/// comparison means is in [Value] and [LiteralTest], and nowhere else.
@NullMarked
package dev.vivace.traceql.eval;

import org.jspecify.annotations.NullMarked;
