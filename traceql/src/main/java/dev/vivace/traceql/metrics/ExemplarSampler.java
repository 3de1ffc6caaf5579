package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.TraceId;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.eval.SpanFields;
import dev.vivace.traceql.print.Canonical;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.Stretches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Picks spans that stand for series: few, spread over time, at most one of a trace. Confined to one
/// thread.
final class ExemplarSampler {

    private static final int PER_BUCKET = 2;
    private static final long MILLI = 1_000_000L;

    private final TimeGrid grid;
    private final List<Field> fields;
    private final int limit;
    private final int[] taken;
    /// By interval: whether spans in it need not be looked at, which is most of them.
    private final boolean[] closed;

    private int count;
    private final Set<TraceId> traces = new HashSet<>();
    private final Map<Integer, List<Series.Point>> bySeries = new HashMap<>();
    /// Of the table looked at last.
    private @Nullable Labels labels;

    /// @param fields what the labels tell of a span
    ExemplarSampler(TimeGrid grid, List<Field> fields, int limit) {
        this.grid = grid;
        this.fields = fields;
        this.limit = limit;
        this.taken = new int[Math.max(1, limit / PER_BUCKET)];
        this.closed = new boolean[grid.intervals()];
    }

    /// Looks for exemplars among spans that were counted.
    ///
    /// @param values the spans' own values, by position: few are asked for. Those without are no exemplars
    void sample(MatchedSpans spans, Codes series, IntToDoubleFunction values) {
        if (count >= limit) {
            return;
        }
        Column.OfLong starts = spans.table().startEpochNanos();
        Stretches stretches = taken.length <= grid.intervals() ? null : starts.stretches();
        if (stretches == null) {
            for (int at = 0; at < spans.count() && count < limit; ) {
                at = sampleNext(spans, at, spans.count(), series, values);
            }
            return;
        }
        // Where buckets are shorter than intervals each start would be read: not those of stretches in full buckets.
        for (int stretch = 0, from = 0; stretch < stretches.count() && from < spans.count(); stretch++) {
            int to = StartIntervals.endOf(spans.rows(), from, stretches.firstRows()[stretch + 1]);
            long least = stretches.least()[stretch];
            long greatest = stretches.greatest()[stretch];
            for (int at = from; at < to && count < limit && !areFull(least, greatest); ) {
                at = sampleNext(spans, at, to, series, values);
            }
            from = to;
        }
    }

    /// Whether no more exemplars are wanted between two instants, unsigned ones.
    private boolean areFull(long least, long greatest) {
        if (least < 0 || greatest < 0) {
            return false;
        }
        for (int bucket = bucketAt(least), last = bucketAt(greatest); bucket <= last; bucket++) {
            if (taken[bucket] < PER_BUCKET) {
                return false;
            }
        }
        return true;
    }

    /// Looks for the next exemplar from one position to before another.
    ///
    /// @return where to go on
    private int sampleNext(MatchedSpans spans, int from, int to, Codes series, IntToDoubleFunction values) {
        SpanTable table = spans.table();
        Column.OfLong starts = table.startEpochNanos();
        int[] intervals = spans.intervals();
        for (int i = from; i < to; i++) {
            if (closed[intervals[i]]) {
                continue;
            }
            int row = spans.rows()[i];
            int bucket = bucket(starts, row, intervals[i]);
            if (taken[bucket] >= PER_BUCKET || series.from(i) == series.to(i)) {
                continue;
            }
            double value = values.applyAsDouble(i);
            TraceId trace = table.traces().id(table.traces().traceOf(row));
            if (Double.isNaN(value) || !traces.add(trace)) {
                continue;
            }
            if (++taken[bucket] == PER_BUCKET) {
                closeFull(intervals[i]);
            }
            count++;
            Exemplar exemplar = new Exemplar(labelsIn(table).of(row, trace), value, starts.longAt(row) / MILLI);
            bySeries.computeIfAbsent(series.codes()[series.from(i)], _ -> new ArrayList<>())
                    .add(new Series.Point(intervals[i], exemplar));
            return i + 1;
        }
        return to;
    }

    private Labels labelsIn(SpanTable table) {
        Labels known = labels;
        if (known == null || known.table != table) {
            known = new Labels(table, fields);
            labels = known;
        }
        return known;
    }

    /// Where in time a span is, of as many parts as there are buckets.
    private int bucket(Column.OfLong starts, int row, int interval) {
        if (taken.length <= grid.intervals()) {
            return bucketOf(interval);
        }
        return bucketAt(starts.longAt(row));
    }

    /// What lies before the grid counts as its beginning, what lies behind as its end.
    private int bucketAt(long epochNanos) {
        double passed = epochNanos - grid.startEpochNanos();
        return (int) Math.clamp(passed / grid.stepNanos() / grid.intervals() * taken.length, 0, taken.length - 1);
    }

    /// The bucket in which an interval lies as a whole.
    private int bucketOf(int interval) {
        return (int) ((long) interval * taken.length / grid.intervals());
    }

    /// After its bucket got full: an interval that lies in it as a whole has no exemplars any more.
    private void closeFull(int interval) {
        if (taken.length > grid.intervals()) {
            return;
        }
        int bucket = bucketOf(interval);
        for (int i = interval; i >= 0 && bucketOf(i) == bucket; i--) {
            closed[i] = true;
        }
        for (int i = interval; i < closed.length && bucketOf(i) == bucket; i++) {
            closed[i] = true;
        }
    }

    List<Series.Point> of(int series) {
        return bySeries.getOrDefault(series, List.of());
    }

    /// Writes labels of spans of one table.
    private static final class Labels {
        private final SpanTable table;
        private final List<Field> fields = new ArrayList<>();
        private final List<SpanFields> readers = new ArrayList<>();

        Labels(SpanTable table, List<Field> mentioned) {
            this.table = table;
            for (Field field : mentioned) {
                if (field instanceof AttributeField(FieldScope scope, String name) && scope == FieldScope.UNSCOPED) {
                    add(new AttributeField(FieldScope.SPAN, name));
                    add(new AttributeField(FieldScope.RESOURCE, name));
                } else if (!field.equals(new IntrinsicField(Intrinsic.TRACE_ID))) {
                    add(field);
                }
            }
        }

        private void add(Field field) {
            if (!fields.contains(field)) {
                fields.add(field);
                readers.add(SpanFields.of(table, field));
            }
        }

        List<Attribute> of(int row, TraceId trace) {
            List<Attribute> labels = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                AttributeValue value = readers.get(i).label(row, nestedRow(fields.get(i), row));
                if (!(value instanceof AttributeValue.Absent)) {
                    labels.add(new Attribute(Canonical.field(fields.get(i)), value));
                }
            }
            labels.add(new Attribute(Intrinsic.TRACE_ID.canonicalText(), new AttributeValue.Text(trace.toShortHex())));
            return labels;
        }

        private int nestedRow(Field field, int row) {
            if (SpanFields.isOfEvents(field)) {
                return first(table.nested(AttributeScope.EVENT), row);
            }
            return SpanFields.isOfLinks(field) ? first(table.nested(AttributeScope.LINK), row) : -1;
        }

        private static int first(NestedTable nested, int row) {
            NestedRange range = NestedRange.of(nested, new int[] {row});
            return range.rows().length == 0 ? -1 : range.rows()[0];
        }
    }
}
