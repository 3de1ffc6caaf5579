package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.BoundaryOrder;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Page indexes, statistics and bloom filters mean to parquet-java what they mean here.
class PageIndexTest {

    private static final int ROWS = 50_000;
    private static final int PAGE_ROWS = 10_000;

    @TempDir
    Path directory;

    private static List<@Nullable Object> ascending() {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            cells.add(i / PAGE_ROWS == 2 || i % 3 == 0 ? null : (Object) (i * 10L));
        }
        return cells;
    }

    private static List<@Nullable Object> texts() {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            cells.add(("value " + i % 5000).getBytes(StandardCharsets.UTF_8));
        }
        return cells;
    }

    private Path write(List<Leaf> leaves, List<ColumnData> columns) throws IOException {
        Path file = directory.resolve("file.parquet");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WriterOptions options = WriterOptions.DEFAULTS.withPageRows(PAGE_ROWS);
        try (ParquetWriter writer = new ParquetWriter(out, new ParquetSchema("indexed", leaves), options)) {
            for (int group = 0; group < 2; group++) {
                writer.beginRowGroup(ROWS);
                for (int i = 0; i < columns.size(); i++) {
                    writer.column(i, columns.get(i));
                }
                writer.endRowGroup();
            }
            writer.finish();
        }
        Files.write(file, out.toByteArray());
        return file;
    }

    private static ColumnData data(Leaf leaf, List<@Nullable Object> cells, boolean dictionary, ChunkOptions options) {
        return RandomTable.data(leaf, cells, new int[0], dictionary, options);
    }

    @Test
    void parquetJavaReadsPageIndexes() throws IOException {
        Leaf number = Leaf.of("number", PhysicalType.INT64, true);
        Leaf text = Leaf.text("text", false);
        ChunkOptions indexed = ChunkOptions.DEFAULTS.withDelta().withPageMinMax();
        Path path = write(
                List.of(number, text),
                List.of(data(number, ascending(), false, indexed), data(text, texts(), true, ChunkOptions.DEFAULTS)));
        try (ParquetFileReader reader = ParquetJava.open(path)) {
            for (BlockMetaData block : reader.getFooter().getBlocks()) {
                ColumnChunkMetaData chunk = block.getColumns().getFirst();
                OffsetIndex offsets = reader.readOffsetIndex(chunk);
                assertThat(offsets.getPageCount()).isEqualTo(ROWS / PAGE_ROWS);
                for (int page = 0; page < offsets.getPageCount(); page++) {
                    assertThat(offsets.getFirstRowIndex(page)).isEqualTo((long) page * PAGE_ROWS);
                }
                ColumnIndex index = reader.readColumnIndex(chunk);
                assertThat(index.getBoundaryOrder()).isEqualTo(BoundaryOrder.ASCENDING);
                assertThat(index.getNullPages()).containsExactly(false, false, true, false, false);
                assertThat(index.getNullCounts()).containsExactly(3334L, 3333L, 10_000L, 3334L, 3333L);
                assertThat(index.getMinValues().get(1).getLong()).isEqualTo(100_000);
                assertThat(index.getMaxValues().get(4).getLong()).isEqualTo(499_990);
                assertThat(chunk.getStatistics().getNumNulls()).isEqualTo(3334 + 3333 + 10_000 + 3334 + 3333);
                assertThat(chunk.getStatistics().genericGetMin()).isEqualTo(10L);
                assertThat(chunk.getStatistics().genericGetMax()).isEqualTo(499_990L);

                ColumnChunkMetaData texts = block.getColumns().get(1);
                assertThat(texts.getColumnIndexReference())
                        .as("no bounds asked for")
                        .isNull();
                assertThat(reader.readOffsetIndex(texts).getPageCount()).isEqualTo(ROWS / PAGE_ROWS);
                assertThat(((Binary) texts.getStatistics().genericGetMax()).toStringUsingUTF8())
                        .isEqualTo("value 999");
            }
        }
    }

    @Test
    void parquetJavaReadsBloomFilters() throws IOException {
        Leaf number = Leaf.of("number", PhysicalType.INT64, true);
        Leaf small = Leaf.of("small", PhysicalType.INT32, false);
        Leaf text = Leaf.text("text", false);
        Leaf plain = Leaf.text("plain", false);
        List<@Nullable Object> smalls = new ArrayList<>(Collections.nCopies(ROWS, 7));
        ChunkOptions bloom = ChunkOptions.DEFAULTS.withBloom();
        Path path = write(
                List.of(number, small, text, plain),
                List.of(
                        data(number, ascending(), false, bloom),
                        data(small, smalls, false, bloom),
                        data(text, texts(), true, bloom),
                        data(plain, texts(), false, ChunkOptions.DEFAULTS)));
        ParquetFile own = ParquetFile.open(RandomTable.reader(Files.readAllBytes(path)));
        try (ParquetFileReader reader = ParquetJava.open(path)) {
            for (int group = 0; group < 2; group++) {
                List<ColumnChunkMetaData> chunks =
                        reader.getFooter().getBlocks().get(group).getColumns();
                RowGroup ownGroup = own.rowGroups().get(group);
                BloomFilter numbers = reader.readBloomFilter(chunks.getFirst());
                BloomFilter ints = reader.readBloomFilter(chunks.get(1));
                BloomFilter texts = reader.readBloomFilter(chunks.get(2));
                assertThat(reader.readBloomFilter(chunks.get(3))).isNull();
                assertThat(ownGroup.column(3).hasBloom()).isFalse();
                assertThat(ownGroup.column(3).mayContain(new byte[3])).isTrue();
                assertThat(ints.findHash(ints.hash(7))).isTrue();
                assertThat(ownGroup.column(1).mayContain(7)).isTrue();
                int wrong = 0;
                for (int i = 0; i < 20_000; i++) {
                    byte[] value = ("value " + i).getBytes(StandardCharsets.UTF_8);
                    boolean found = ownGroup.column(2).mayContain(value);
                    assertThat(texts.findHash(texts.hash(Binary.fromConstantByteArray(value))))
                            .isEqualTo(found);
                    assertThat(found || i >= 5000)
                            .as("no false negative, %s", i)
                            .isTrue();
                    wrong += found && i >= 5000 ? 1 : 0;
                    long odd = i * 10L + 1;
                    assertThat(ownGroup.column(0).mayContain(odd)).isEqualTo(numbers.findHash(numbers.hash(odd)));
                }
                assertThat(wrong).as("false positives of 15,000").isLessThan(200);
            }
        }
    }

    @Test
    void boundsOfDoublesLeaveOutNaN() throws IOException {
        Leaf leaf = Leaf.of("number", PhysicalType.DOUBLE, false);
        List<@Nullable Object> cells = List.of(Double.NaN, 0.0, 2.5, Double.NaN);
        ColumnChunk chunk = OneColumn.chunk(OneColumn.file(leaf, cells, false, ChunkOptions.DEFAULTS));
        assertThat(chunk.minDouble()).hasValue(-0.0);
        assertThat(chunk.maxDouble()).hasValue(2.5);
        List<@Nullable Object> nans = List.of(Double.NaN);
        chunk = OneColumn.chunk(OneColumn.file(leaf, nans, false, ChunkOptions.DEFAULTS.withPageMinMax()));
        assertThat(chunk.minDouble()).isEmpty();
    }

    @Test
    void metadataBeyondTheGuessedTailIsFetchedOnce() throws IOException {
        Leaf leaf = Leaf.of("number", PhysicalType.INT64, false);
        List<Leaf> leaves = new ArrayList<>();
        List<ColumnData> columns = new ArrayList<>();
        Random random = new Random(8);
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            cells.add(random.nextLong());
        }
        ColumnData data = data(leaf, cells, false, ChunkOptions.DEFAULTS.withBloom());
        for (int i = 0; i < 8; i++) {
            leaves.add(Leaf.of("number " + i, PhysicalType.INT64, false));
            columns.add(data);
        }
        ParquetFile file = ParquetFile.open(RandomTable.reader(Files.readAllBytes(write(leaves, columns))));
        assertThat(file.bytesRead()).isEqualTo(512 << 10);
        for (RowGroup group : file.rowGroups()) {
            for (int i = 0; i < 8; i++) {
                assertThat(group.column(i).mayContain((Long) cells.get(i * 1000)))
                        .isTrue();
            }
        }
        assertThat(file.bytesRead()).isBetween(16L * 65_536, 16L * 65_536 + 20_000);
        long before = file.bytesRead();
        assertThat(file.rowGroups().getFirst().column(0).cursor().longAt(0)).isEqualTo(cells.getFirst());
        assertThat(file.bytesRead() - before).isLessThan(8 * PAGE_ROWS + 200);
    }
}
