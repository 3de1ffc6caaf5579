package dev.vivace.block.read;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.block.schema.CatalogueJson;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.RowSet;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import dev.vivace.parquet.ColumnChunk;
import dev.vivace.parquet.CorruptParquetException;
import dev.vivace.parquet.DictionaryPage;
import dev.vivace.parquet.ParquetFile;
import dev.vivace.parquet.RangeReader;
import dev.vivace.parquet.RowGroup;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An open block: its footer is in memory, everything else is read as queries need it. Thread-safe; holds
/// no handle.
public final class Block {

    /// For more traces than that, going through all ids of a row group is cheaper than asking its bloom filter.
    private static final int WORTH_ASKING_BLOOMS = 64;

    private final ParquetFile file;
    private final Catalogue catalogue;
    private final AtomicReferenceArray<@Nullable SoftReference<GroupTraces>> traces;

    private Block(ParquetFile file, Catalogue catalogue) {
        this.file = file;
        this.catalogue = catalogue;
        this.traces = new AtomicReferenceArray<>(file.rowGroups().size());
    }

    /// @throws CorruptParquetException if it is no Parquet file
    /// @throws IOException if it is no block of a version this program reads
    public static Block open(RangeReader in) throws IOException {
        ParquetFile file = ParquetFile.open(in);
        String version = file.keyValues().get(BlockColumns.VERSION_KEY);
        if (version == null || !version.equals(Integer.toString(BlockColumns.FORMAT_VERSION))) {
            throw new IOException("block has format version " + version + " (expected: " + BlockColumns.FORMAT_VERSION
                    + "); it was written by another version of Vivace, or is no block");
        }
        String catalogue = file.keyValues().get(BlockColumns.CATALOGUE_KEY);
        if (catalogue == null) {
            throw new IOException("block has no '" + BlockColumns.CATALOGUE_KEY + "' in its footer");
        }
        return new Block(file, CatalogueJson.read(catalogue));
    }

    public int rowGroupCount() {
        return file.rowGroups().size();
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /// One row group as a table, for one thread.
    ///
    /// @param splitTraces which traces have spans elsewhere too, by their ordinals, ascending
    public SpanTable table(int rowGroup, int... splitTraces) throws IOException {
        return open(rowGroup, splitTraces);
    }

    private BlockTable open(int rowGroup, int... splitTraces) throws IOException {
        GroupTraces its = groupTraces(rowGroup);
        RowSet split = new RowSet(its.count());
        for (int trace : splitTraces) {
            split.add(trace);
        }
        return new BlockTable(file.rowGroups().get(rowGroup), file.schema(), catalogue, its, split);
    }

    private GroupTraces groupTraces(int rowGroup) throws IOException {
        SoftReference<GroupTraces> kept = traces.get(rowGroup);
        GroupTraces known = kept == null ? null : kept.get();
        if (known == null) {
            known = GroupTraces.read(file.rowGroups().get(rowGroup), file.schema());
            traces.set(rowGroup, new SoftReference<>(known));
        }
        return known;
    }

    /// The spans of a trace in this block, in order of rows; none if it is not here.
    public List<Span> spans(TraceId traceId) throws IOException {
        return read(traceId, SpanReader::spans);
    }

    /// The spans of a trace in this block in the batches in which they were sent; none if it is not here. A
    /// block that does not tell gives those of [ResourceSpans#grouped].
    public List<ResourceSpans> batches(TraceId traceId) throws IOException {
        return read(traceId, SpanReader::batches);
    }

    private interface Reading<T> {
        List<T> read(SpanReader reader, TraceId traceId, int fromRow, int toRow) throws IOException;
    }

    private <T> List<T> read(TraceId traceId, Reading<T> reading) throws IOException {
        byte[] id = bytes(traceId);
        for (int rowGroup = 0; rowGroup < rowGroupCount(); rowGroup++) {
            RowGroup group = file.rowGroups().get(rowGroup);
            ColumnChunk ids = group.column(file.schema().indexOf(BlockColumns.TRACE_ID));
            if (ids.mayContain(id)) {
                DictionaryPage dictionary = ids.dictionary();
                int trace = dictionary == null ? -1 : dictionary.codeOf(id);
                if (trace >= 0) {
                    int[] firstRows = groupTraces(rowGroup).firstRows();
                    SpanReader reader = new SpanReader(open(rowGroup), catalogue);
                    return reading.read(reader, traceId, firstRows[trace], firstRows[trace + 1]);
                }
            }
        }
        return List.of();
    }

    /// Hands over the ids of all traces.
    public void forEachTraceId(Consumer<TraceId> into) throws IOException {
        for (int rowGroup = 0; rowGroup < rowGroupCount(); rowGroup++) {
            GroupTraces group = groupTraces(rowGroup);
            for (int trace = 0; trace < group.count(); trace++) {
                into.accept(group.id(trace));
            }
        }
    }

    /// Where a trace is in a block, and when it was, as far as the spans in the block tell.
    ///
    /// @param trace its ordinal in the row group
    /// @param firstRow of its rows
    /// @param endRow behind the last of them
    /// @param startEpochNanos unsigned
    /// @param endEpochNanos unsigned
    public record Place(int rowGroup, int trace, int firstRow, int endRow, long startEpochNanos, long endEpochNanos) {}

    /// Looks many traces up at once.
    ///
    /// @param into is told where each of those is that are here
    public void locate(Collection<TraceId> ids, BiConsumer<TraceId, Place> into) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        TraceIdSet wanted = TraceIdSet.of(ids);
        List<byte[]> asBytes = ids.size() > WORTH_ASKING_BLOOMS
                ? List.of()
                : ids.stream().map(Block::bytes).toList();
        for (int rowGroup = 0; rowGroup < rowGroupCount(); rowGroup++) {
            if (!asBytes.isEmpty() && !mayContainAny(rowGroup, asBytes)) {
                continue;
            }
            GroupTraces its = groupTraces(rowGroup);
            for (int trace = 0; trace < its.count(); trace++) {
                if (its.isIn(wanted, trace)) {
                    into.accept(
                            its.id(trace),
                            new Place(
                                    rowGroup,
                                    trace,
                                    its.firstRows()[trace],
                                    its.firstRows()[trace + 1],
                                    its.startEpochNanos(trace),
                                    its.endEpochNanos(trace)));
                }
            }
        }
    }

    /// Whether one of some traces may be in a row group.
    private boolean mayContainAny(int rowGroup, List<byte[]> ids) throws IOException {
        ColumnChunk column = file.rowGroups().get(rowGroup).column(file.schema().indexOf(BlockColumns.TRACE_ID));
        for (byte[] id : ids) {
            if (column.mayContain(id)) {
                return true;
            }
        }
        return false;
    }

    /// The spans of some traces of a row group, each trace's in order of rows.
    ///
    /// @param traces ordinals, ascending
    public List<List<Span>> spans(int rowGroup, int[] traces) throws IOException {
        GroupTraces its = groupTraces(rowGroup);
        SpanReader reader = new SpanReader(open(rowGroup), catalogue);
        List<List<Span>> result = new ArrayList<>();
        for (int trace : traces) {
            result.add(reader.spans(its.id(trace), its.firstRows()[trace], its.firstRows()[trace + 1]));
        }
        return result;
    }

    private static byte[] bytes(TraceId id) {
        byte[] bytes = new byte[TraceId.SIZE_BYTES];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (id.high() >>> 56 - 8 * i);
            bytes[8 + i] = (byte) (id.low() >>> 56 - 8 * i);
        }
        return bytes;
    }
}
