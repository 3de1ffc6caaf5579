/// Spans counted and measured over time. Start at [dev.vivace.traceql.metrics.MetricsRun]. Per matched
/// span nothing is allocated: labels become numbers, series are arrays. No parsing, no formats.
@NullMarked
package dev.vivace.traceql.metrics;

import org.jspecify.annotations.NullMarked;
