package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is written reads back equal, through Vivace's own reader, parquet-java and DuckDB.
class RoundTripTest {

    private static final int TABLES = 40;

    @TempDir
    Path directory;

    @Test
    void randomTablesReadBackEqualInThreeReaders() throws IOException, SQLException {
        try (Connection duckDb = DuckDb.connect()) {
            for (int seed = 0; seed < TABLES; seed++) {
                RandomTable table = new RandomTable(new Random(seed), seed % 20 == 9 ? 30_000 : 1000);
                byte[] bytes = table.toFile();
                Path file = directory.resolve(seed + ".parquet");
                Files.write(file, bytes);
                List<List<List<String>>> expected = expected(table);
                assertGroups("own reader, seed " + seed, table, own(bytes), expected);
                assertGroups("parquet-java, seed " + seed, table, ParquetJava.read(file, table.schema), expected);
                List<List<String>> rows = DuckDb.read(duckDb, file, table.schema);
                for (int leaf = 0; leaf < table.schema.leafCount(); leaf++) {
                    List<String> column = new ArrayList<>();
                    for (List<List<String>> group : expected) {
                        column.addAll(group.get(leaf));
                    }
                    assertColumn("DuckDB, seed " + seed + ", " + table.schema.path(leaf), rows.get(leaf), column);
                }
                Files.delete(file);
            }
        }
    }

    static List<List<List<String>>> expected(RandomTable table) {
        List<List<List<String>>> groups = new ArrayList<>();
        for (RandomTable.Group group : table.groups) {
            groups.add(group.columns().stream()
                    .map(column -> RandomTable.show(column, group.rows()))
                    .toList());
        }
        return groups;
    }

    private static void assertGroups(
            String reader, RandomTable table, List<List<List<String>>> actual, List<List<List<String>>> expected) {
        assertThat(actual).as(reader).hasSameSizeAs(expected);
        for (int g = 0; g < expected.size(); g++) {
            for (int leaf = 0; leaf < table.schema.leafCount(); leaf++) {
                assertColumn(
                        reader + ", group " + g + ", column " + table.schema.path(leaf),
                        actual.get(g).get(leaf),
                        expected.get(g).get(leaf));
            }
        }
    }

    private static void assertColumn(String what, List<String> actual, List<String> expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            if (!expected.get(row).equals(actual.get(row))) {
                assertThat(actual.get(row)).as(what + ", row " + row).isEqualTo(expected.get(row));
            }
        }
    }

    /// All cells through cursors and list columns.
    static List<List<List<String>>> own(byte[] bytes) throws IOException {
        ParquetFile file = ParquetFile.open(RandomTable.reader(bytes));
        List<List<List<String>>> groups = new ArrayList<>();
        for (RowGroup group : file.rowGroups()) {
            List<List<String>> columns = new ArrayList<>();
            for (int leaf = 0; leaf < file.schema().leafCount(); leaf++) {
                ColumnChunk chunk = group.column(leaf);
                List<String> cells = new ArrayList<>();
                if (file.schema().list(leaf) == null) {
                    ColumnCursor cursor = chunk.cursor();
                    for (int row = 0; row < group.rowCount(); row++) {
                        cells.add(RandomTable.show(cell(chunk.leaf(), cursor, row)));
                    }
                } else {
                    ListColumn list = chunk.list();
                    for (int row = 0; row < group.rowCount(); row++) {
                        List<String> elements = new ArrayList<>();
                        for (int e = list.firstElement()[row]; e < list.firstElement()[row + 1]; e++) {
                            elements.add(RandomTable.show(cell(chunk.leaf(), list, e)));
                        }
                        cells.add(elements.toString());
                    }
                    assertPartsAreTheWhole(chunk, cells);
                }
                columns.add(cells);
            }
            groups.add(columns);
        }
        return groups;
    }

    /// A leaf that is decoded for some rows holds what it holds as a whole.
    private static void assertPartsAreTheWhole(ColumnChunk chunk, List<String> cells) throws IOException {
        int rows = cells.size();
        for (int[] range : new int[][] {{0, 1}, {rows / 3, rows}, {rows / 2, rows / 2 + 1}, {rows / 4, rows / 2}}) {
            if (range[1] > rows || range[0] >= range[1]) {
                continue;
            }
            ListColumn part = chunk.list(range[0], range[1]);
            assertThat(part.firstElement())
                    .hasSize(range[1] - range[0] + 1)
                    .startsWith(0)
                    .endsWith(part.elementCount());
            for (int row = range[0]; row < range[1]; row++) {
                List<String> elements = new ArrayList<>();
                for (int e = part.firstElement()[row - range[0]]; e < part.firstElement()[row - range[0] + 1]; e++) {
                    elements.add(RandomTable.show(cell(chunk.leaf(), part, e)));
                }
                if (!cells.get(row).equals(elements.toString())) {
                    assertThat(elements)
                            .as("row %d of %d to %d", row, range[0], range[1])
                            .hasToString(cells.get(row));
                }
            }
        }
    }

    static @Nullable Object cell(Leaf leaf, ColumnValues values, int position) throws IOException {
        if (!values.isPresent(position)) {
            return null;
        }
        return switch (leaf.type()) {
            case BOOLEAN -> values.booleanAt(position);
            case INT32 -> (int) values.longAt(position);
            case INT64 -> values.longAt(position);
            case DOUBLE -> values.doubleAt(position);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> values.bytesAt(position);
        };
    }
}
