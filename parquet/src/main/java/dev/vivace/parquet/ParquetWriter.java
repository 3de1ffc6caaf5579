package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.format.BloomFilterHeader;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.Footer;
import dev.vivace.parquet.format.PageIndex;
import dev.vivace.parquet.format.RowGroupMeta;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one Parquet file, row group by row group, column by column. Confined to one thread.
///
/// ```java
/// writer.beginRowGroup(rows);
/// for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
///     writer.column(leaf, data(leaf));
/// }
/// writer.endRowGroup();
/// writer.finish();
/// ```
/// A file exists once [#finish()] has returned; without it the bytes written so far are no Parquet file.
/// Does not close the stream. After an exception, throw writer and file away.
///
/// **Memory**: the page at hand, plain and compressed (each up to twice 4 MiB, or twice a larger single
/// value), 1 MiB of finished pages, and the page index and bloom filters of the whole file. Dictionaries are
/// one page: whoever makes them bounds them.
///
/// What is written, of all that Parquet has:
/// * data pages v1, each with a CRC-32; page boundaries at the same rows in every column, except where a page
///   would exceed 4 MiB
/// * the encodings PLAIN, RLE_DICTIONARY (with a PLAIN dictionary page), DELTA_BINARY_PACKED; levels as RLE
/// * the codecs UNCOMPRESSED and ZSTD
/// * the annotations STRING, JSON and LIST, old and new style
/// * chunk statistics: null count always; bounds of INT32, INT64 and DOUBLE, and of dictionary-encoded byte
///   strings if not longer than 64 bytes; encoding statistics
/// * an offset index per chunk, a column index where [ChunkOptions#pageMinMax] asks for one
/// * split-block bloom filters where [ChunkOptions#bloom] asks for one
///
/// ```text
/// "PAR1" | row group, row group, ... | bloom filters | column indexes | offset indexes | footer | length |
/// "PAR1"
/// ```
/// so that one read of the file's tail brings all that is needed to decide what else to read.
public final class ParquetWriter implements Closeable {

    /// Most rows a row group may have, and most entries (elements and empty lists together) a list column may
    /// have.
    static final int MAX_ROWS = 1 << 24;

    /// Largest page, uncompressed; so also the largest value and the largest dictionary.
    static final int MAX_PAGE_BYTES = 256 << 20;

    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final ParquetSchema schema;
    private final WriterOptions options;
    private final ChunkWriter chunks;
    private final List<List<ChunkWriter.Written>> rowGroups = new ArrayList<>();
    private final List<Integer> rowCounts = new ArrayList<>();
    private final Map<String, String> keyValues = new LinkedHashMap<>();
    private List<ChunkWriter.Written> rowGroup = new ArrayList<>();
    private int @Nullable [] listShape;
    private int rowCount;
    private int[] pageEnds = {};
    private boolean finished;

    /// @param out unbuffered will do: it gets large writes
    public ParquetWriter(OutputStream out, ParquetSchema schema, WriterOptions options) {
        this.out = out;
        this.schema = schema;
        this.options = options;
        this.chunks = new ChunkWriter(out, options);
    }

    /// Starts a row group of `newRowCount` rows, 1 to 16,777,216, with pages of [WriterOptions#pageRows()].
    public void beginRowGroup(int newRowCount) {
        int pages = Math.max(1, Math.ceilDiv(newRowCount, options.pageRows()));
        int[] ends = new int[pages];
        for (int page = 0; page < pages; page++) {
            ends[page] = (int) Math.min(newRowCount, (page + 1L) * options.pageRows());
        }
        beginRowGroup(newRowCount, ends);
    }

    /// Starts a row group whose pages end before the given rows, for rows of very different sizes.
    ///
    /// @param newPageEnds ascending; the last is `newRowCount`. Shared, not copied
    public void beginRowGroup(int newRowCount, int[] newPageEnds) {
        if (rowCount != 0 || finished) {
            throw new IllegalStateException(
                    finished
                            ? "row group begun after finish()"
                            : "row group begun inside another (expected: endRowGroup)");
        }
        if (newRowCount < 1 || newRowCount > MAX_ROWS) {
            throw new IllegalArgumentException(
                    "row group of " + newRowCount + " rows (expected: 1 to " + MAX_ROWS + ")");
        }
        int before = 0;
        for (int end : newPageEnds) {
            if (end <= before) {
                throw new IllegalArgumentException(
                        "page that ends before row " + end + " (expected: more than " + before + ")");
            }
            before = end;
        }
        if (before != newRowCount) {
            throw new IllegalArgumentException(
                    "pages that end before row " + before + " (expected: " + newRowCount + ", the row group's rows)");
        }
        rowCount = newRowCount;
        pageEnds = newPageEnds;
        rowGroup = new ArrayList<>(schema.leafCount());
    }

    /// Writes the next column chunk. Leaves come in schema order, each once per row group.
    ///
    /// @throws IllegalArgumentException if the data does not fit the leaf or the row group
    public void column(int leaf, ColumnData data) throws IOException {
        if (rowCount == 0 || leaf != rowGroup.size() || leaf >= schema.leafCount()) {
            throw new IllegalStateException("column " + leaf + " (expected: "
                    + (rowCount == 0 ? "beginRowGroup" : "column " + rowGroup.size()) + ")");
        }
        check(leaf, data);
        if (chunks.position() == 0) {
            chunks.raw(MAGIC, MAGIC.length);
        }
        rowGroup.add(chunks.write(schema.leaf(leaf), SchemaTree.filePath(schema, leaf), pageEnds, data));
    }

    private void check(int leaf, ColumnData data) {
        Leaf column = schema.leaf(leaf);
        StructList list = schema.list(leaf);
        int positions = rowCount;
        int present = switch (data.presence()) {
            case Presence.AllPresent _ when list == null -> rowCount;
            case Presence.Rows(RowSet rows)
            when list == null && column.optional() -> {
                positions = rows.rows();
                yield rows.count();
            }
            case Presence.InLists lists when list != null -> checkLists(leaf, column, list, lists);
            case Presence presence ->
                throw refused(
                        leaf,
                        presence.getClass().getSimpleName()
                                + (list != null
                                        ? " (expected: InLists)"
                                        : column.optional()
                                                ? " (expected: AllPresent or Rows)"
                                                : " (expected: AllPresent)"));
        };
        if (positions != rowCount) {
            throw refused(leaf, "presence over " + positions + " rows (expected: " + rowCount + ")");
        }
        Values values = data.values();
        if (values.count() != present) {
            throw refused(leaf, values.count() + " values (expected: " + present + ", one per present row)");
        }
        Values kind = values instanceof Values.Dictionary dictionary ? dictionary.entries() : values;
        boolean fits = switch (kind) {
            case Values.Longs _ -> column.type() == PhysicalType.INT64;
            case Values.Ints _ -> column.type() == PhysicalType.INT32;
            case Values.Doubles _ -> column.type() == PhysicalType.DOUBLE;
            case Values.Booleans _ ->
                column.type() == PhysicalType.BOOLEAN && !data.options().bloom();
            case Values.Fixed fixed ->
                column.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY && fixed.width() == column.typeLength();
            case Values.Texts _, Values.Lookup _ -> column.type() == PhysicalType.BYTE_ARRAY;
            case Values.Dictionary _ -> false;
        };
        if (!fits) {
            throw refused(
                    leaf,
                    kind.getClass().getSimpleName() + " (expected: values of " + column.type()
                            + (column.typeLength() > 0 ? "(" + column.typeLength() + ")" : "")
                            + ", and no bloom filter over booleans)");
        }
        if (values instanceof Values.Dictionary(Values entries, int[] codes, int count)) {
            int min = 0;
            int max = -1;
            for (int i = 0; i < count; i++) {
                min = Math.min(min, codes[i]);
                max = Math.max(max, codes[i]);
            }
            if (min < 0 || max >= entries.count()) {
                throw refused(
                        leaf,
                        "codes " + min + " to " + max + " (expected: 0 to " + (entries.count() - 1)
                                + ", the dictionary's)");
            }
        }
    }

    /// @return how many elements have a value
    private int checkLists(int leaf, Leaf column, StructList list, Presence.InLists lists) {
        int[] first = lists.firstElement();
        RowSet present = lists.presentElements();
        if (first.length <= rowCount || first[0] != 0) {
            throw refused(leaf, "firstElement of " + first.length + " (expected: " + (rowCount + 1) + ", from 0 on)");
        }
        for (int row = 0; row < rowCount; row++) {
            if (first[row] > first[row + 1]) {
                throw refused(leaf, "firstElement falls after row " + row + " (expected: ascending)");
            }
        }
        int elements = first[rowCount];
        if (elements > MAX_ROWS - rowCount) {
            throw refused(leaf, elements + " elements (expected: at most " + (MAX_ROWS - rowCount) + ")");
        }
        boolean firstOfList = leaf == 0 || schema.list(leaf - 1) != list;
        int[] shape = listShape;
        if (firstOfList || shape == null) {
            listShape = Arrays.copyOf(first, rowCount + 1);
        } else if (!Arrays.equals(first, 0, rowCount + 1, shape, 0, rowCount + 1)) {
            throw refused(leaf, "other list lengths than the list's first leaf (expected: the same)");
        }
        if (present == null) {
            return elements;
        }
        if (!column.optional() || present.rows() != elements) {
            throw refused(
                    leaf,
                    "presence of " + present.rows() + " elements (expected: "
                            + (column.optional() ? elements : "null, the leaf is required") + ")");
        }
        return present.count();
    }

    private IllegalArgumentException refused(int leaf, String problem) {
        return new IllegalArgumentException("column " + schema.path(leaf) + ": " + problem);
    }

    /// Ends the row group; every leaf has been written.
    public void endRowGroup() {
        if (rowCount == 0 || rowGroup.size() != schema.leafCount()) {
            throw new IllegalStateException(
                    "row group ended after " + rowGroup.size() + " columns (expected: " + schema.leafCount() + ")");
        }
        rowGroups.add(rowGroup);
        rowCounts.add(rowCount);
        rowGroup = new ArrayList<>();
        rowCount = 0;
    }

    /// Adds an entry to the footer, any time before [#finish()]. A second entry of the same key replaces the
    /// first.
    public void keyValue(String key, String value) {
        keyValues.put(key, value);
    }

    /// Writes bloom filters, page indexes and footer, and flushes the stream.
    ///
    /// @return the file's size in bytes
    public long finish() throws IOException {
        if (rowCount != 0 || finished) {
            throw new IllegalStateException(
                    finished ? "file finished twice" : "file finished inside a row group (expected: endRowGroup)");
        }
        finished = true;
        if (chunks.position() == 0) {
            chunks.raw(MAGIC, MAGIC.length);
        }
        // metas.get(group)[leaf] fills up as the parts land in the file
        List<ChunkMeta[]> metas = new ArrayList<>();
        for (List<ChunkWriter.Written> group : rowGroups) {
            metas.add(group.stream().map(ChunkWriter.Written::meta).toArray(ChunkMeta[]::new));
        }
        writeBlooms(metas);
        ByteSink sink = new ByteSink(1 << 16);
        appendPageIndexes(metas, sink);
        List<RowGroupMeta> groups = new ArrayList<>();
        for (int g = 0; g < metas.size(); g++) {
            groups.add(new RowGroupMeta(List.of(metas.get(g)), rowCounts.get(g)));
        }
        int footerFrom = sink.size();
        new Footer(SchemaTree.flatten(schema), groups, keyValues, options.createdBy()).write(sink);
        sink.putInt(sink.size() - footerFrom);
        sink.put(MAGIC, 0, MAGIC.length);
        chunks.raw(sink.bytes(), sink.size());
        out.flush();
        return chunks.position();
    }

    /// One column's filters lie next to each other: a value is sought in all row groups.
    private void writeBlooms(List<ChunkMeta[]> metas) throws IOException {
        ByteSink sink = new ByteSink(1 << 16);
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            for (int g = 0; g < metas.size(); g++) {
                byte[] bloom = rowGroups.get(g).get(leaf).bloom();
                if (bloom == null) {
                    continue;
                }
                sink.clear();
                BloomFilterHeader.write(bloom.length, sink);
                sink.put(bloom, 0, bloom.length);
                metas.get(g)[leaf] = metas.get(g)[leaf].withBloom(chunks.position(), sink.size());
                chunks.raw(sink.bytes(), sink.size());
            }
        }
    }

    private void appendPageIndexes(List<ChunkMeta[]> metas, ByteSink sink) {
        long start = chunks.position();
        for (int g = 0; g < metas.size(); g++) {
            for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                PageIndex.Bounds bounds = rowGroups.get(g).get(leaf).bounds();
                if (bounds != null) {
                    int from = sink.size();
                    bounds.write(sink);
                    metas.get(g)[leaf] = metas.get(g)[leaf].withColumnIndex(start + from, sink.size() - from);
                }
            }
        }
        for (int g = 0; g < metas.size(); g++) {
            for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                int from = sink.size();
                rowGroups.get(g).get(leaf).offsets().write(sink);
                metas.get(g)[leaf] = metas.get(g)[leaf].withOffsetIndex(start + from, sink.size() - from);
            }
        }
    }

    /// Frees the compressor. Writes nothing.
    @Override
    public void close() {
        chunks.close();
    }
}
