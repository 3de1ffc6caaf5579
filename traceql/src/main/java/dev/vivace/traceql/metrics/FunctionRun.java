package dev.vivace.traceql.metrics;

import java.util.List;

/// A first-stage function at work: takes spans table by table, then gives its series. Confined to one
/// thread.
interface FunctionRun {

    void add(MatchedSpans spans);

    /// The series so far; those without samples may be among them.
    List<Series> series();
}
