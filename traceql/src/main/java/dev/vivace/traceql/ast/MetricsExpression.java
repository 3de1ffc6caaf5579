package dev.vivace.traceql.ast;

import java.util.List;

/// What a metrics query computes.
public sealed interface MetricsExpression {

    /// `pipeline | function | second stages`.
    record Leaf(Pipeline pipeline, MetricsFunction function, List<SecondStage> secondStages)
            implements MetricsExpression {
        public Leaf {
            secondStages = List.copyOf(secondStages);
        }
    }

    /// A number in arithmetic.
    record Constant(Literal value) implements MetricsExpression {}

    /// `left op right`, `op` one of `+ - * /`.
    record Arithmetic(MetricsExpression left, Operator operator, MetricsExpression right)
            implements MetricsExpression {}

    /// Second stages behind a parenthesised or arithmetic expression.
    record Refined(MetricsExpression input, List<SecondStage> secondStages) implements MetricsExpression {
        public Refined {
            secondStages = List.copyOf(secondStages);
        }
    }

    /// The first-stage functions.
    sealed interface MetricsFunction {

        /// `rate()`, `count_over_time()`.
        record Counting(boolean perSecond, List<Expression.Field> by) implements MetricsFunction {
            public Counting {
                by = List.copyOf(by);
            }
        }

        /// `min_over_time(field)` and its like.
        record Aggregating(OverTime function, Expression.Field field, List<Expression.Field> by)
                implements MetricsFunction {
            public Aggregating {
                by = List.copyOf(by);
            }
        }

        /// `quantile_over_time(field, q, ...)`.
        record Quantiles(Expression.Field field, List<Double> quantiles, List<Expression.Field> by)
                implements MetricsFunction {
            public Quantiles {
                quantiles = List.copyOf(quantiles);
                by = List.copyOf(by);
            }
        }

        /// `compare({selection}, topN, start, end)`; start and end are 0 when not given.
        record Compare(Stage.SpansetFilter selection, int topN, long startEpochNanos, long endEpochNanos)
                implements MetricsFunction {}

        /// Functions over the values of a field.
        enum OverTime {
            MIN,
            MAX,
            AVG,
            SUM,
            HISTOGRAM
        }
    }

    /// What may follow a first-stage function.
    sealed interface SecondStage {

        /// `topk(n)`, or `bottomk(n)` if not `largest`.
        record Rank(boolean largest, int count) implements SecondStage {}

        /// `> 5`: keeps the samples for which the comparison holds.
        record Compare(Operator operator, Literal value) implements SecondStage {}
    }
}
