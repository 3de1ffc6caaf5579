package dev.vivace.block.read;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.model.TraceIdSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.parquet.RowGroup;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpanTree;
import dev.vivace.traceql.source.TraceIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row group of a block as a table. Nothing is read before it is asked for. Confined to one thread.
final class BlockTable implements SpanTable {

    private final RowGroup group;
    private final ParquetSchema schema;
    private final Catalogue catalogue;
    private final GroupTraces traces;
    private final TraceIndex traceIndex;
    private final Map<String, StoredColumn> columns = new HashMap<>();
    private final Map<String, List<Column>> attributes = new HashMap<>();
    private final Map<AttributeScope, NestedStored> nested = new EnumMap<>(AttributeScope.class);
    private @Nullable SpanTree tree;

    BlockTable(RowGroup group, ParquetSchema schema, Catalogue catalogue, GroupTraces traces, TraceIdSet splitTraces) {
        this.group = group;
        this.schema = schema;
        this.catalogue = catalogue;
        this.traces = traces;
        this.traceIndex = new GroupTraceIndex(
                traces,
                splitTraces,
                column(BlockColumns.START).asLong(),
                column(BlockColumns.SPAN_ID).asId());
    }

    @Override
    public int rowCount() {
        return group.rowCount();
    }

    @Override
    public TraceIndex traces() {
        return traceIndex;
    }

    /// Whether the block has this column: one that was added later may be missing.
    boolean has(String name) {
        return schema.indexOf(name) >= 0;
    }

    StoredColumn column(String name) {
        return columns.computeIfAbsent(name, _ -> StoredColumn.of(group.column(schema.indexOf(name))));
    }

    @Override
    public Column intrinsic(Intrinsic intrinsic) {
        return switch (intrinsic) {
            case NAME -> column(BlockColumns.NAME).asText();
            case STATUS_MESSAGE -> optional(BlockColumns.STATUS_MESSAGE);
            case INSTRUMENTATION_NAME -> optional(BlockColumns.SCOPE_NAME);
            case INSTRUMENTATION_VERSION -> optional(BlockColumns.SCOPE_VERSION);
            case STATUS -> column(BlockColumns.STATUS_CODE).asLong();
            case KIND -> column(BlockColumns.KIND).asLong();
            case DURATION -> column(BlockColumns.DURATION).asLong();
            case SPAN_ID -> column(BlockColumns.SPAN_ID).asId();
            case PARENT_ID -> column(BlockColumns.PARENT_SPAN_ID).asId();
            default -> throw new IllegalArgumentException("no column of the span's row: " + intrinsic);
        };
    }

    Column.OfText optional(String name) {
        return new OptionalTexts(column(name).asText(), rowCount());
    }

    @Override
    public Column.OfLong startEpochNanos() {
        return column(BlockColumns.START).asLong();
    }

    @Override
    public List<Column> attribute(AttributeScope scope, String key) {
        List<Column> found = attributes.computeIfAbsent(scope.word() + "." + key, _ -> {
            try {
                return StoredAttributes.of(scope, key, catalogue, this::column, spill(scope));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (found.isEmpty()) {
            QueryWork.count(Reads.Kind.ABSENT_KEYS, 1);
        }
        return found;
    }

    StoredAttributes.Spill spill(AttributeScope scope) {
        return new StoredAttributes.Spill(
                group.column(schema.indexOf(BlockColumns.spillKeys(scope))),
                group.column(schema.indexOf(BlockColumns.spill(scope))).cursor(),
                rowCount());
    }

    @Override
    public Iterable<String> attributeKeys(AttributeScope scope) {
        return catalogue.keys(scope);
    }

    @Override
    public NestedTable nested(AttributeScope scope) {
        return nestedStored(scope);
    }

    NestedStored nestedStored(AttributeScope scope) {
        return nested.computeIfAbsent(scope, _ -> new NestedStored(scope, group, schema, catalogue));
    }

    /// The events or links of some rows alone.
    NestedStored nestedStored(AttributeScope scope, int fromRow, int toRow) {
        return new NestedStored(scope, group, schema, catalogue, fromRow, toRow);
    }

    @Override
    public SpanTree tree() {
        if (tree == null) {
            try {
                tree = readTree();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tree;
    }

    @Override
    public int[] parentRows(RowSet ofTraces) {
        if (tree != null) {
            return tree.parentRows();
        }
        RowSet wanted = new RowSet(rowCount());
        for (int row = ofTraces.next(0); row < rowCount(); ) {
            int trace = traceIndex.traceOf(row);
            traceIndex.addRows(trace, wanted);
            row = ofTraces.next(traces.firstRows()[trace + 1]);
        }
        try {
            return parentRows(wanted.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param rows those of whole traces
    private int[] parentRows(int[] rows) throws IOException {
        long[] depths = new long[rows.length];
        group.column(schema.indexOf(BlockColumns.DEPTH)).readLongs(rows, depths);
        int[] parents = new int[rowCount()];
        int[] open = new int[16];
        for (int i = 0; i < rows.length; i++) {
            int depth = (int) depths[i];
            if (depth >= open.length) {
                open = Arrays.copyOf(open, depth * 2);
            }
            open[depth] = rows[i];
            parents[rows[i]] = depth == 0 ? -1 : open[depth - 1];
        }
        return parents;
    }

    /// From depth and subtree size alone: rows stand in pre-order, roots' trees first. A row of depth 0
    /// that has a
    /// parent id heads a subtree that hangs below no root, and so do all rows after it.
    private SpanTree readTree() throws IOException {
        int rows = rowCount();
        long[] depths = new long[rows];
        long[] sizes = new long[rows];
        group.column(schema.indexOf(BlockColumns.DEPTH)).decodeLongs(0, rows, depths);
        group.column(schema.indexOf(BlockColumns.SUBTREE_SIZE)).decodeLongs(0, rows, sizes);
        RowSet hasParentId = new RowSet(rows);
        group.column(schema.indexOf(BlockColumns.PARENT_SPAN_ID)).present(hasParentId);
        SpanTree made = new SpanTree(new int[rows], new int[rows], new int[rows], new int[rows]);
        int[] open = new int[16];
        for (int trace = 0; trace < traces.count(); trace++) {
            int first = traces.firstRows()[trace];
            boolean connected = true;
            for (int row = first; row < traces.firstRows()[trace + 1]; row++) {
                int depth = (int) depths[row];
                if (depth >= open.length) {
                    open = Arrays.copyOf(open, depth * 2);
                }
                open[depth] = row;
                if (depth == 0) {
                    made.parentRows()[row] = -1;
                    connected &= !hasParentId.contains(row);
                } else {
                    made.parentRows()[row] = open[depth - 1];
                    made.childCounts()[open[depth - 1]]++;
                }
                if (connected) {
                    int left = 2 * (row - first) - depth + 1;
                    made.nestedSetLefts()[row] = left;
                    made.nestedSetRights()[row] = left + 2 * (int) sizes[row] + 1;
                }
            }
        }
        return made;
    }
}
