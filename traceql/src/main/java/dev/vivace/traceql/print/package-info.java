/// TraceQL's canonical text: what result keys, metric labels and cache keys are made of.
///
/// Start at [Canonical]. Parsing canonical text gives an equal tree. Nothing here knows values of spans.
@NullMarked
package dev.vivace.traceql.print;

import org.jspecify.annotations.NullMarked;
