package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import java.util.ArrayList;
import java.util.List;

/// A first-stage function at work: takes spans table by table, then gives its series. Confined to one
/// thread.
interface FunctionRun {

    void add(MatchedSpans spans);

    /// The series so far; those without samples may be among them.
    List<Series> series();

    /// Of the series those that stay with `topk` or `bottomk`.
    ///
    /// @param intervals of the grid
    default List<Series> ranked(SecondStage.Rank rank, int intervals) {
        List<Series> series = new ArrayList<>(series());
        series.removeIf(Series::isEmpty);
        return Ranking.of(series, rank.largest(), rank.count());
    }
}
