package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.SpanTable;
import java.util.Comparator;
import java.util.List;

/// A condition on spans, ready to be put to tables. Immutable, thread-safe.
sealed interface RowFilter
        permits RowFilter.Everything,
                RowFilter.And,
                RowFilter.Or,
                RowFilter.Not,
                FieldFilter,
                PresenceFilter,
                NestedFilter,
                RowByRow,
                RowFilter.Measured {

    /// Adds the rows of `among` that meet the condition to `into`; other rows may be added too.
    void match(SpanTable table, RowSet among, RowSet into);

    /// Adds the conditions on events and links in it, as results show the event or link that met them.
    default void collectNested(List<NestedFilter> into) {}

    /// How dear it is, to try the cheap conditions of a conjunction first. Only the order of these numbers counts.
    int cost();

    /// `true` or `false`.
    record Everything(boolean passes) implements RowFilter {
        @Override
        public void match(SpanTable table, RowSet among, RowSet into) {
            if (passes) {
                into.or(among);
            }
        }

        @Override
        public int cost() {
            return 0;
        }
    }

    /// All hold. Each condition sees only the rows that are left.
    record And(List<RowFilter> filters) implements RowFilter {
        public And {
            filters = filters.stream()
                    .sorted(Comparator.comparingInt(RowFilter::cost))
                    .toList();
        }

        @Override
        public void match(SpanTable table, RowSet among, RowSet into) {
            RowSet left = among;
            for (RowFilter filter : filters) {
                RowSet matched = new RowSet(among.rows());
                filter.match(table, left, matched);
                matched.and(left);
                if (matched.isEmpty()) {
                    return;
                }
                left = matched;
            }
            into.or(left);
        }

        @Override
        public void collectNested(List<NestedFilter> into) {
            filters.forEach(filter -> filter.collectNested(into));
        }

        @Override
        public int cost() {
            return filters.stream().mapToInt(RowFilter::cost).sum();
        }
    }

    /// At least one holds.
    record Or(List<RowFilter> filters) implements RowFilter {
        @Override
        public void match(SpanTable table, RowSet among, RowSet into) {
            for (RowFilter filter : filters) {
                filter.match(table, among, into);
            }
        }

        @Override
        public void collectNested(List<NestedFilter> into) {
            filters.forEach(filter -> filter.collectNested(into));
        }

        @Override
        public int cost() {
            return filters.stream().mapToInt(RowFilter::cost).sum();
        }
    }

    /// Does not hold; true wherever the condition is not true.
    record Not(RowFilter filter) implements RowFilter {
        @Override
        public void match(SpanTable table, RowSet among, RowSet into) {
            RowSet matched = new RowSet(among.rows());
            filter.match(table, among, matched);
            RowSet rest = among.copy();
            rest.andNot(matched);
            into.or(rest);
        }

        @Override
        public int cost() {
            return filter.cost();
        }
    }

    /// Does as another filter does, and measures it.
    record Measured(RowFilter inner, StepMeter meter) implements RowFilter {
        @Override
        public void match(SpanTable table, RowSet among, RowSet into) {
            StepMeter.Run run = meter.start();
            RowSet matched = new RowSet(among.rows());
            inner.match(table, among, matched);
            matched.and(among);
            run.end(among.count(), matched.count());
            into.or(matched);
        }

        @Override
        public void collectNested(List<NestedFilter> into) {
            inner.collectNested(into);
        }

        @Override
        public int cost() {
            return inner.cost();
        }
    }
}
