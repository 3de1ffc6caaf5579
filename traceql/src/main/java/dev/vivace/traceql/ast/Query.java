package dev.vivace.traceql.ast;

import java.util.List;

/// A whole query: a search, or a metrics query.
public sealed interface Query {

    /// The hints of its last `with(...)`, empty if there is none.
    List<Hint> hints();

    /// Finds spansets.
    record Search(Pipeline pipeline, List<Hint> hints) implements Query {
        public Search {
            hints = List.copyOf(hints);
        }
    }

    /// Turns spans into series.
    record Metrics(MetricsExpression expression, List<Hint> hints) implements Query {
        public Metrics {
            hints = List.copyOf(hints);
        }
    }

    /// `({} | count()) > 3` and its like: parses, and is always refused by the check as not yet supported.
    record ScalarComparison(ScalarExpression left, Operator operator, ScalarExpression right, List<Hint> hints)
            implements Query {
        public ScalarComparison {
            hints = List.copyOf(hints);
        }
    }
}
