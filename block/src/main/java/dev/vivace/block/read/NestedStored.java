package dev.vivace.block.read;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.AttributeScope;
import dev.vivace.parquet.ListColumn;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.parquet.RowGroup;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The events or links of a row group, or of some neighbouring rows. Columns are read when asked for.
/// Confined to one thread.
final class NestedStored implements NestedTable {

    private final AttributeScope scope;
    private final RowGroup group;
    private final ParquetSchema schema;
    private final Catalogue catalogue;
    private final Map<String, ListColumn> lists = new HashMap<>();
    private final Map<String, List<Column>> attributes = new HashMap<>();
    private final int fromRow;
    private final int toRow;
    private final int[] spanRows;

    NestedStored(AttributeScope scope, RowGroup group, ParquetSchema schema, Catalogue catalogue) {
        this(scope, group, schema, catalogue, 0, group.rowCount());
    }

    /// @param toRow exclusive
    NestedStored(
            AttributeScope scope, RowGroup group, ParquetSchema schema, Catalogue catalogue, int fromRow, int toRow) {
        this.scope = scope;
        this.group = group;
        this.schema = schema;
        this.catalogue = catalogue;
        this.fromRow = fromRow;
        this.toRow = toRow;
        int[] firstElement = list(BlockColumns.DROPPED_ATTRIBUTES).firstElement();
        spanRows = new int[firstElement[toRow - fromRow]];
        for (int row = 0; row < toRow - fromRow; row++) {
            for (int element = firstElement[row]; element < firstElement[row + 1]; element++) {
                spanRows[element] = fromRow + row;
            }
        }
    }

    ListColumn list(String name) {
        return lists.computeIfAbsent(name, _ -> {
            try {
                return group.column(schema.indexOf(BlockColumns.list(scope), name))
                        .list(fromRow, toRow);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private <C> C column(String name, Function<StoredColumn, C> as) {
        return as.apply(StoredColumn.of(list(name)));
    }

    @Override
    public int rowCount() {
        return spanRows.length;
    }

    @Override
    public int spanRow(int nestedRow) {
        return spanRows[nestedRow];
    }

    @Override
    public List<Column> attribute(String key) {
        return attributes.computeIfAbsent(key, _ -> {
            try {
                return StoredAttributes.of(scope, key, catalogue, name -> StoredColumn.of(list(name)), spill());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private StoredAttributes.Spill spill() {
        return new StoredAttributes.Spill(
                list(BlockColumns.spillKeys(scope)), list(BlockColumns.spill(scope)), rowCount());
    }

    @Override
    public Column.OfText name() {
        return new OptionalTexts(column(BlockColumns.EVENT_NAME, StoredColumn::asText), rowCount());
    }

    @Override
    public Column.OfLong epochNanos() {
        return column(BlockColumns.EVENT_TIME, StoredColumn::asLong);
    }

    @Override
    public Column.OfLong spanId() {
        return column(BlockColumns.LINK_SPAN_ID, StoredColumn::asId);
    }

    @Override
    public Column.OfLong traceIdHigh() {
        return column(BlockColumns.LINK_TRACE_ID, StoredColumn::asId);
    }

    @Override
    public Column.OfLong traceIdLow() {
        return column(BlockColumns.LINK_TRACE_ID, column -> column.asIdPart(8));
    }
}
