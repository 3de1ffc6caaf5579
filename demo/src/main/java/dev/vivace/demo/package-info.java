/// The trace generator: what `vivace generate` and `vivace demo` send.
///
/// Start at [TraceGenerator], which sends traces through the real OpenTelemetry SDK, and [LoadGenerator], which sends
/// requests that were encoded beforehand. What the traces look like is written in the scenarios ([Scenario]); they are
/// planned from a seed alone ([TracePlanner]), so the same seed gives the same traces, whenever they are sent.
/// Knows nothing of the rest of Vivace: it speaks OTLP to any endpoint.
@NullMarked
package dev.vivace.demo;

import org.jspecify.annotations.NullMarked;
