package dev.vivace.traceql.source;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceTree;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Traces of which several tables hold spans, put together: whole traces, read column by column where they are.
/// Confined to one thread, as the tables are.
///
/// Rows are ordered by trace and within it by start, then span id.
public final class JoinedSpanTable implements SpanTable {

    private final List<SpanTable> tables;
    private final JoinedRows rows;
    private final ReadLongs starts;
    private final ReadLongs spanIds;
    private final JoinedTraces traces;
    private final Map<String, List<Column>> attributes = new HashMap<>();
    private final Map<AttributeScope, NestedTable> nested = new EnumMap<>(AttributeScope.class);
    private @Nullable SpanTree tree;

    /// What one table has of the traces.
    ///
    /// @param rows those that are wanted, ascending
    /// @param traces of each of them: the trace here
    public record Part(SpanTable table, int[] rows, int[] traces) {}

    private JoinedSpanTable(
            List<SpanTable> tables,
            JoinedRows rows,
            ReadLongs starts,
            ReadLongs spanIds,
            List<TraceId> ids,
            int[] firstRows) {
        this.tables = tables;
        this.rows = rows;
        this.starts = starts;
        this.spanIds = spanIds;
        this.traces = new JoinedTraces(this, ids, firstRows);
    }

    /// Puts traces together.
    ///
    /// @param ids of the traces, each of which has a row in some part
    public static JoinedSpanTable of(List<TraceId> ids, List<Part> parts) {
        int count = parts.stream().mapToInt(part -> part.rows().length).sum();
        int[] firstRows = new int[ids.size() + 1];
        for (Part part : parts) {
            for (int trace : part.traces()) {
                firstRows[trace + 1]++;
            }
        }
        for (int trace = 0; trace < ids.size(); trace++) {
            firstRows[trace + 1] += firstRows[trace];
        }
        int[] partOf = new int[count];
        int[] rowIn = new int[count];
        long[] starts = new long[count];
        long[] spanIds = new long[count];
        int[] next = firstRows.clone();
        for (int number = 0; number < parts.size(); number++) {
            Part part = parts.get(number);
            int size = part.rows().length;
            long[] ownStarts = new long[size];
            long[] ownIds = new long[size];
            part.table().startEpochNanos().longsAt(part.rows(), ownStarts);
            ((Column.OfLong) part.table().intrinsic(Intrinsic.SPAN_ID)).longsAt(part.rows(), ownIds);
            for (int i = 0; i < size; i++) {
                // Moved up to its place: the spans of a part are nearly in order, and parts often follow each other.
                int trace = part.traces()[i];
                int at = next[trace]++;
                while (at > firstRows[trace] && isBefore(ownStarts[i], ownIds[i], starts[at - 1], spanIds[at - 1])) {
                    partOf[at] = partOf[at - 1];
                    rowIn[at] = rowIn[at - 1];
                    starts[at] = starts[at - 1];
                    spanIds[at] = spanIds[at - 1];
                    at--;
                }
                partOf[at] = number;
                rowIn[at] = part.rows()[i];
                starts[at] = ownStarts[i];
                spanIds[at] = ownIds[i];
            }
        }
        JoinedRows rows = new JoinedRows(partsOf(parts, partOf, rowIn), partOf, rowIn);
        return new JoinedSpanTable(
                parts.stream().map(Part::table).toList(),
                rows,
                new ReadLongs(starts),
                new ReadLongs(spanIds),
                List.copyOf(ids),
                firstRows);
    }

    private static boolean isBefore(long start, long id, long otherStart, long otherId) {
        int byStart = Long.compareUnsigned(start, otherStart);
        return byStart < 0 || byStart == 0 && Long.compareUnsigned(id, otherId) < 0;
    }

    private static List<JoinedRows.Part> partsOf(List<Part> parts, int[] partOf, int[] rowIn) {
        List<int[]> here = new ArrayList<>();
        for (Part part : parts) {
            int[] byRow = new int[part.table().rowCount()];
            here.add(byRow);
        }
        for (int row = 0; row < partOf.length; row++) {
            here.get(partOf[row])[rowIn[row]] = row;
        }
        List<JoinedRows.Part> result = new ArrayList<>();
        for (int number = 0; number < parts.size(); number++) {
            int[] wanted = parts.get(number).rows();
            int[] joined = new int[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                joined[i] = here.get(number)[wanted[i]];
            }
            result.add(new JoinedRows.Part(parts.get(number).table().rowCount(), wanted, joined));
        }
        return result;
    }

    /// The table a row is of.
    SpanTable tableOf(int row) {
        return tables.get(rows.partOf()[row]);
    }

    /// The row it is there.
    int rowIn(int row) {
        return rows.rowIn()[row];
    }

    @Override
    public int rowCount() {
        return rows.count();
    }

    @Override
    public TraceIndex traces() {
        return traces;
    }

    private <C> List<C> each(Function<SpanTable, C> column) {
        return tables.stream().map(column).toList();
    }

    @Override
    public Column intrinsic(Intrinsic intrinsic) {
        if (intrinsic == Intrinsic.SPAN_ID) {
            return spanIds;
        }
        List<Column> columns = each(table -> table.intrinsic(intrinsic));
        return switch (intrinsic) {
            case STATUS, KIND, DURATION, PARENT_ID -> JoinedColumns.longs(rows, columns);
            default -> JoinedColumns.texts(rows, columns);
        };
    }

    @Override
    public Column.OfLong startEpochNanos() {
        return starts;
    }

    @Override
    public List<Column> attribute(AttributeScope scope, String key) {
        return attributes.computeIfAbsent(
                scope.word() + "." + key,
                _ -> JoinedColumns.attribute(rows, each(table -> table.attribute(scope, key))));
    }

    @Override
    public Iterable<String> attributeKeys(AttributeScope scope) {
        Set<String> keys = new LinkedHashSet<>();
        tables.forEach(table -> table.attributeKeys(scope).forEach(keys::add));
        return keys;
    }

    @Override
    public NestedTable nested(AttributeScope scope) {
        return nested.computeIfAbsent(scope, _ -> JoinedNested.of(rows, each(table -> table.nested(scope))));
    }

    @Override
    public SpanTree tree() {
        if (tree == null) {
            tree = grown(RowSet.all(traces.count()));
        }
        return tree;
    }

    @Override
    public int[] parentRows(RowSet ofTraces) {
        if (tree != null) {
            return tree.parentRows();
        }
        RowSet wanted = new RowSet(traces.count());
        for (int row = ofTraces.next(0); row < ofTraces.rows(); row = ofTraces.next(row + 1)) {
            wanted.add(traces.traceOf(row));
        }
        return grown(wanted).parentRows();
    }

    private SpanTree grown(RowSet ofTraces) {
        RowSet wanted = new RowSet(rowCount());
        for (int trace = ofTraces.next(0); trace < ofTraces.rows(); trace = ofTraces.next(trace + 1)) {
            traces.addRows(trace, wanted);
        }
        int[] spans = wanted.toArray();
        long[] parentIds = numbers(Intrinsic.PARENT_ID, spans);
        long[] kinds = numbers(Intrinsic.KIND, spans);
        SpanTree made =
                new SpanTree(new int[rowCount()], new int[rowCount()], new int[rowCount()], new int[rowCount()]);
        int from = 0;
        for (int trace = ofTraces.next(0); trace < ofTraces.rows(); trace = ofTraces.next(trace + 1)) {
            int count = traces.rowCount(trace);
            int[] ownKinds = new int[count];
            for (int i = 0; i < count; i++) {
                ownKinds[i] = (int) kinds[from + i];
            }
            int first = traces.firstRow(trace);
            TraceTree shape = TraceTree.of(
                    count,
                    part(spanIds.numbers(), first, count),
                    part(parentIds, from, count),
                    ownKinds,
                    part(starts.numbers(), first, count));
            ListSpanTable.plant(shape, first, made);
            from += count;
        }
        return made;
    }

    private long[] numbers(Intrinsic intrinsic, int[] ofRows) {
        long[] numbers = new long[ofRows.length];
        ((Column.OfLong) intrinsic(intrinsic)).longsAt(ofRows, numbers);
        return numbers;
    }

    private static long[] part(long[] numbers, int from, int count) {
        long[] result = new long[count];
        System.arraycopy(numbers, from, result, 0, count);
        return result;
    }
}
