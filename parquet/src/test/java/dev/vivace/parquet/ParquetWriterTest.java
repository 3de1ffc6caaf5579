package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.RowSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParquetWriterTest {

    private static final Leaf TEXT = Leaf.text("text", true);
    private static final Leaf NUMBER = Leaf.of("number", PhysicalType.INT64, false);

    private static ColumnData numbers(int count) {
        return new ColumnData(Presence.ALL, new Values.Longs(new long[count], count), ChunkOptions.DEFAULTS);
    }

    private static void refuses(Leaf leaf, int rows, ColumnData data, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneColumn.file(leaf, rows, data))
                .withMessageContaining("column [" + leaf.name() + "]")
                .withMessageContaining(message);
    }

    @Test
    void dataThatDoesNotFitIsRefused() {
        refuses(NUMBER, 3, numbers(2), "2 values (expected: 3");
        refuses(
                NUMBER,
                2,
                new ColumnData(
                        new Presence.Rows(RowSet.all(2)), new Values.Longs(new long[2], 2), ChunkOptions.DEFAULTS),
                "Rows (expected: AllPresent)");
        refuses(
                NUMBER,
                2,
                new ColumnData(Presence.ALL, new Values.Ints(new int[2], 2), ChunkOptions.DEFAULTS),
                "Ints (expected: values of INT64");
        refuses(
                TEXT,
                2,
                new ColumnData(
                        new Presence.Rows(RowSet.all(3)),
                        new Values.Texts(new byte[0], new int[3], 3),
                        ChunkOptions.DEFAULTS),
                "presence over 3 rows (expected: 2)");
        Values entries = new Values.Texts(new byte[0], new int[2], 1);
        refuses(
                TEXT,
                2,
                new ColumnData(
                        Presence.ALL, new Values.Dictionary(entries, new int[] {0, 1}, 2), ChunkOptions.DEFAULTS),
                "codes 0 to 1 (expected: 0 to 0");
    }

    @Test
    void listsOfDifferentShapeAreRefused() throws IOException {
        StructList list = new StructList("events", List.of(Leaf.text("name", false), Leaf.text("kind", true)));
        ParquetSchema schema = new ParquetSchema("lists", List.of(list));
        try (ParquetWriter writer = new ParquetWriter(new ByteArrayOutputStream(), schema, WriterOptions.DEFAULTS)) {
            writer.beginRowGroup(2);
            Values texts = new Values.Texts(new byte[0], new int[4], 3);
            writer.column(
                    0, new ColumnData(new Presence.InLists(new int[] {0, 1, 3}, null), texts, ChunkOptions.DEFAULTS));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.column(
                            1,
                            new ColumnData(
                                    new Presence.InLists(new int[] {0, 2, 3}, null), texts, ChunkOptions.DEFAULTS)))
                    .withMessageContaining("column [events, kind]: other list lengths");
        }
    }

    @Test
    void columnsOutOfOrderAreRefused() throws IOException {
        ParquetSchema schema = new ParquetSchema("two", List.of(NUMBER, Leaf.of("other", PhysicalType.INT64, false)));
        try (ParquetWriter writer = new ParquetWriter(new ByteArrayOutputStream(), schema, WriterOptions.DEFAULTS)) {
            assertThatIllegalStateException().isThrownBy(() -> writer.column(0, numbers(1)));
            writer.beginRowGroup(1);
            assertThatIllegalStateException().isThrownBy(() -> writer.column(1, numbers(1)));
            writer.column(0, numbers(1));
            assertThatIllegalStateException().isThrownBy(writer::endRowGroup);
            assertThatIllegalStateException().isThrownBy(writer::finish);
        }
    }

    @Test
    void fileWithoutRowGroupsHasSchemaAndEntries() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParquetSchema schema = new ParquetSchema(
                "empty", List.of(NUMBER, new StructList("events", List.of(TEXT, Leaf.fixed("id", 8, false)))));
        try (ParquetWriter writer = new ParquetWriter(out, schema, WriterOptions.DEFAULTS)) {
            writer.keyValue("key", "old");
            writer.keyValue("key", "value");
            assertThat(writer.finish()).isEqualTo(out.size());
        }
        ParquetFile file = ParquetFile.open(RandomTable.reader(out.toByteArray()));
        assertThat(file.rowGroups()).isEmpty();
        assertThat(file.schema()).isEqualTo(schema);
        assertThat(file.keyValues()).containsExactly(entry("key", "value"));
        assertThat(schema.indexOf("events", "id")).isEqualTo(2);
        assertThat(schema.indexOf("events.id")).isEqualTo(-1);
    }

    @Test
    void pagesOfLongTextsAreCutShort() throws IOException {
        List<@Nullable Object> cells = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            byte[] text = new byte[1 << 20];
            random.nextBytes(text);
            cells.add(i % 4 == 1 ? null : text);
        }
        Leaf leaf = Leaf.of("bytes", PhysicalType.BYTE_ARRAY, true);
        byte[] bytes = OneColumn.file(leaf, cells, false, ChunkOptions.DEFAULTS);
        ParquetFile file = ParquetFile.open(RandomTable.reader(bytes));
        long before = file.bytesRead();
        ColumnCursor cursor = file.rowGroups().getFirst().column(0).cursor();
        assertThat(cursor.bytesAt(38)).isEqualTo((byte[]) cells.get(38));
        assertThat(cursor.isPresent(37)).isFalse();
        assertThat(file.bytesRead() - before).isLessThan(10 << 20);
    }

    @Test
    void columnsAreReadByManyThreadsAtOnce() throws IOException, InterruptedException, ExecutionException {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            cells.add(i % 7 == 0 ? null : ("text " + i % 100).getBytes(StandardCharsets.UTF_8));
        }
        ColumnChunk chunk = OneColumn.chunk(OneColumn.file(TEXT, cells, true, ChunkOptions.DEFAULTS));
        RowSet expected = new RowSet(cells.size());
        chunk.matchTexts((_, _, length) -> length == 6, RowSet.all(cells.size()), expected);
        assertThat(expected.count()).isBetween(4000, 5000);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<RowSet>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(threads.submit(() -> {
                    RowSet found = new RowSet(cells.size());
                    chunk.matchTexts((_, _, length) -> length == 6, RowSet.all(cells.size()), found);
                    return found;
                }));
            }
            for (Future<RowSet> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }
}
