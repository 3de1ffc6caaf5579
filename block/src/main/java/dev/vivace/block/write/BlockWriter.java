package dev.vivace.block.write;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.block.schema.CatalogueJson;
import dev.vivace.block.schema.RowGroupMeta;
import dev.vivace.model.AttributeScope;
import dev.vivace.parquet.ParquetWriter;
import dev.vivace.parquet.WriterOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Writes a block's Parquet file. Stateless but for its options; thread-safe.
///
/// What it holds beside its input: a number or two per value of the column at hand, of one row group; about
/// 12 bytes per value of span attributes and list elements; what [ParquetWriter] says, and the spilled
/// attributes of a row group ([SpillCollector]). Texts are copied page by page.
public final class BlockWriter {

    /// How a block is written.
    ///
    /// @param rowGroupRows rows per row group at the least, but for the last one and those of long texts:
    ///     traces are never split
    /// @param zstdLevel 3 at a flush, 6 when compacted
    /// @param maxAttributeColumns span attributes that may have a column of their own
    public record Options(int rowGroupRows, int zstdLevel, int maxAttributeColumns) {

        /// For blocks fresh from a live table: small enough for its dictionaries to stay in the processor's
        /// cache.
        public static final Options FLUSH = new Options(100_000, 3, 256);
    }

    private static final int MAX_RESOURCE_COLUMNS = 128;
    private static final int MAX_NESTED_COLUMNS = 64;

    private final Options options;

    public BlockWriter(Options options) {
        this.options = options;
    }

    /// Writes all rows of the input; does not close the stream.
    ///
    /// @return the file's size in bytes
    public long write(BlockInput input, OutputStream out) throws IOException {
        RowGroups groups = new RowGroups(input, options.rowGroupRows());
        Layout layout = new Layout();
        Catalogue catalogue = layOut(input, groups.firstRows(), layout);
        WriterOptions parquet = WriterOptions.DEFAULTS.withZstdLevel(options.zstdLevel());
        try (ParquetWriter writer = new ParquetWriter(out, layout.schema(), parquet)) {
            Scratch scratch = new Scratch();
            for (GroupRange group : groups.all()) {
                writer.beginRowGroup(group.rows(), groups.pageEnds(group));
                for (int leaf = 0; leaf < layout.encoders().size(); leaf++) {
                    writer.column(leaf, layout.encoders().get(leaf).encode(group, scratch));
                }
                writer.endRowGroup();
            }
            writer.keyValue(BlockColumns.VERSION_KEY, Integer.toString(BlockColumns.FORMAT_VERSION));
            writer.keyValue(BlockColumns.CATALOGUE_KEY, CatalogueJson.write(catalogue));
            return writer.finish();
        }
    }

    /// What a block's meta says of the row groups this writer makes of an input.
    public List<RowGroupMeta> rowGroupMetas(BlockInput input) {
        TraceFacts facts = new TraceFacts(input);
        List<RowGroupMeta> metas = new ArrayList<>();
        for (GroupRange group : new RowGroups(input, options.rowGroupRows()).all()) {
            long earliest = -1;
            long latest = 0;
            long end = 0;
            for (int trace = group.firstTrace(); trace < group.firstTrace() + group.traces(); trace++) {
                long start = facts.starts()[trace];
                long itsEnd = start + facts.durations()[trace];
                earliest = Long.compareUnsigned(start, earliest) < 0 ? start : earliest;
                latest = Long.compareUnsigned(start, latest) > 0 ? start : latest;
                end = Long.compareUnsigned(itsEnd, end) > 0 ? itsEnd : end;
            }
            metas.add(new RowGroupMeta(group.rows(), earliest, latest, end));
        }
        return metas;
    }

    private Catalogue layOut(BlockInput input, int[] groupFirstRows, Layout layout) {
        int rows = input.rowCount();
        Map<AttributeScope, SequencedMap<String, List<Catalogue.Place>>> keys = new EnumMap<>(AttributeScope.class);
        FixedColumns fixed = new FixedColumns(input, layout);
        fixed.addSpanColumns();
        fixed.addTraceColumns();
        fixed.addScopeAndResourceColumns();
        SharedAttributes resources = new SharedAttributes(
                input.resources().stream().map(it -> it.attributes()).toList());
        keys.put(
                AttributeScope.RESOURCE,
                new SharedColumns(AttributeScope.RESOURCE, resources, input.resourceCodes())
                        .addTo(layout, rows, MAX_RESOURCE_COLUMNS));
        SharedAttributes scopes = new SharedAttributes(
                input.scopes().stream().map(it -> it.attributes()).toList());
        keys.put(
                AttributeScope.INSTRUMENTATION,
                new SharedColumns(AttributeScope.INSTRUMENTATION, scopes, input.scopeCodes())
                        .addTo(layout, rows, MAX_NESTED_COLUMNS));
        keys.put(
                AttributeScope.SPAN,
                AttributeColumns.addSpanAttributes(
                        input.spanAttributes(), groupFirstRows, rows, options.maxAttributeColumns(), layout));
        keys.put(
                AttributeScope.EVENT,
                new NestedColumns(AttributeScope.EVENT, input.events(), groupFirstRows)
                        .addTo(layout, MAX_NESTED_COLUMNS));
        keys.put(
                AttributeScope.LINK,
                new NestedColumns(AttributeScope.LINK, input.links(), groupFirstRows)
                        .addTo(layout, MAX_NESTED_COLUMNS));
        return new Catalogue(keys);
    }
}
