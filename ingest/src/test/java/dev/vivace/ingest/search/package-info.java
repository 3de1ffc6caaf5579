/// An evaluator of the whole query language that shares nothing with the engine, and random queries and traces to hold
/// both against each other.
///
/// Start at [NaiveSearch] and [NaiveMetrics]; what a condition means is in [NaiveExpression], what a stage does in
/// [NaivePipeline]. Nothing of `traceql` may come in.
@NullMarked
package dev.vivace.ingest.search;

import org.jspecify.annotations.NullMarked;
