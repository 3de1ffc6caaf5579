/// An evaluator of searches that shares nothing with the engine, and random searches to hold both against each other.
///
/// Start at [NaiveSearch]; what a condition means is in [NaiveExpression]. Nothing of `traceql` may come in.
@NullMarked
package dev.vivace.ingest.search;

import org.jspecify.annotations.NullMarked;
