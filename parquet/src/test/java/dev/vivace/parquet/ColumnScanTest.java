package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.RowSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Scans find what a loop over all cells finds.
class ColumnScanTest {

    private static final int TABLES = 120;

    @Test
    void scansFindWhatANaiveLoopFinds() throws IOException {
        for (int seed = 0; seed < TABLES; seed++) {
            Random random = new Random(10_000 + seed);
            RandomTable table = new RandomTable(random, seed % 20 == 19 ? 50_000 : 2000);
            ParquetFile file = ParquetFile.open(RandomTable.reader(table.toFile()));
            for (int g = 0; g < table.groups.size(); g++) {
                for (int leaf = 0; leaf < table.schema.leafCount(); leaf++) {
                    RandomTable.Column column = table.groups.get(g).columns().get(leaf);
                    ColumnChunk chunk = file.rowGroups().get(g).column(leaf);
                    ColumnScan scan = column.inList() ? chunk.list() : chunk;
                    String what = "seed " + seed + ", group " + g + ", column " + table.schema.path(leaf);
                    for (int question = 0; question < 6; question++) {
                        new Question(what, random, column, scan).ask();
                    }
                    if (!column.inList()) {
                        decodesLikeCells(what, random, column, chunk);
                    }
                }
            }
        }
    }

    /// One scan over a random part of the positions, held against the cells.
    private record Question(String what, Random random, RandomTable.Column column, ColumnScan scan) {

        void ask() throws IOException {
            List<@Nullable Object> cells = column.cells();
            RowSet among = among(cells.size());
            RowSet before = new RowSet(cells.size());
            if (!cells.isEmpty() && random.nextBoolean()) {
                before.add(random.nextInt(cells.size()));
            }
            RowSet into = before.copy();
            if (random.nextInt(8) == 0) {
                scan.present(into);
                check("present", RowSet.all(cells.size()), before, into, _ -> true);
                return;
            }
            switch (column.leaf().type()) {
                case BOOLEAN -> {
                    boolean value = random.nextBoolean();
                    scan.matchBooleans(value, among, into);
                    check("is " + value, among, before, into, cell -> (Boolean) cell == value);
                }
                case INT32, INT64 -> {
                    long one = bound();
                    long other = random.nextInt(5) == 0 ? one : bound();
                    long min = random.nextInt(20) == 0 ? Math.max(one, other) : Math.min(one, other);
                    long max = Math.max(one, other) - (random.nextInt(20) == 0 ? 1 : 0);
                    boolean negated = random.nextBoolean();
                    scan.matchLongs(min, max, negated, among, into);
                    check(min + " to " + max + ", negated " + negated, among, before, into, cell -> {
                        long value = ((Number) cell).longValue();
                        return (value >= min && value <= max) != negated;
                    });
                }
                case DOUBLE -> {
                    double limit = random.nextGaussian();
                    DoublePredicate test = random.nextBoolean() ? value -> value > limit : Double::isNaN;
                    scan.matchDoubles(test, among, into);
                    check("> " + limit + " or NaN", among, before, into, cell -> test.test((Double) cell));
                }
                case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> {
                    int limit = random.nextInt(50);
                    int modulus = 1 + random.nextInt(5);
                    TextTest test = (bytes, offset, length) ->
                            length >= limit || length > 0 && (bytes[offset + length - 1] & 0xFF) % modulus == 1;
                    scan.matchTexts(test, among, into);
                    check(
                            "text test",
                            among,
                            before,
                            into,
                            cell -> test.test((byte[]) cell, 0, ((byte[]) cell).length));
                }
            }
        }

        private RowSet among(int positions) {
            if (random.nextInt(3) == 0) {
                return RowSet.all(positions);
            }
            RowSet among = new RowSet(positions);
            for (int i = random.nextInt(6); i > 0 && positions > 0; i--) {
                int from = random.nextInt(positions);
                among.addRange(from, Math.min(positions, from + random.nextInt(100)));
            }
            return among;
        }

        private long bound() {
            List<@Nullable Object> cells = column.cells();
            Object cell = cells.isEmpty() ? null : cells.get(random.nextInt(cells.size()));
            long near = cell == null ? random.nextInt(100) : ((Number) cell).longValue();
            return random.nextInt(10) == 0 ? Long.MIN_VALUE : near;
        }

        /// What matches among the wanted positions must be there, and nothing that matches nowhere.
        private void check(String question, RowSet among, RowSet before, RowSet into, Predicate<Object> matches) {
            List<@Nullable Object> cells = column.cells();
            for (int i = 0; i < cells.size(); i++) {
                Object cell = cells.get(i);
                boolean match = cell != null && matches.test(cell);
                boolean wanted = before.contains(i) || match && among.contains(i);
                boolean found = into.contains(i);
                if (wanted && !found || found && !wanted && !match) {
                    throw new AssertionError("%s: %s %s position %s, %s"
                            .formatted(what, question, found ? "adds" : "misses", i, RandomTable.show(cell)));
                }
            }
            assertThat(into.count()).as("%s: bits past the end", what).isEqualTo(into.count(0, cells.size()));
        }
    }

    private static void decodesLikeCells(String what, Random random, RandomTable.Column column, ColumnChunk chunk)
            throws IOException {
        List<@Nullable Object> cells = column.cells();
        int from = random.nextInt(3) == 0 ? 0 : random.nextInt(cells.size());
        int to = random.nextInt(3) == 0 ? cells.size() : from + random.nextInt(cells.size() - from + 1);
        switch (column.leaf().type()) {
            case INT32, INT64 -> {
                long[] into = new long[to - from];
                Arrays.fill(into, 77);
                chunk.decodeLongs(from, to, into);
                for (int row = from; row < to; row++) {
                    long expected = cells.get(row) instanceof Number number ? number.longValue() : 0;
                    if (into[row - from] != expected) {
                        assertThat(into[row - from]).as("%s, row %s", what, row).isEqualTo(expected);
                    }
                }
            }
            case DOUBLE -> {
                double[] into = new double[to - from];
                chunk.decodeDoubles(from, to, into);
                for (int row = from; row < to; row++) {
                    double expected = cells.get(row) instanceof Double number ? number : 0;
                    if (Double.compare(into[row - from], expected) != 0) {
                        assertThat((Double) into[row - from])
                                .as("%s, row %s", what, row)
                                .isEqualTo((Double) expected);
                    }
                }
            }
            default -> {}
        }
        int[] rows = IntStream.range(from, to)
                .filter(row -> random.nextInt(1 + row % 23) == 0)
                .toArray();
        if (column.leaf().type() == PhysicalType.INT32 || column.leaf().type() == PhysicalType.INT64) {
            long[] read = new long[rows.length];
            chunk.readLongs(rows, read);
            for (int i = 0; i < rows.length; i++) {
                long expected = cells.get(rows[i]) instanceof Number number ? number.longValue() : 0;
                assertThat(read[i]).as("%s, row %s read", what, rows[i]).isEqualTo(expected);
            }
        }
        int width = column.leaf().typeLength();
        if (column.leaf().type() == PhysicalType.FIXED_LEN_BYTE_ARRAY && width >= Long.BYTES) {
            int part = random.nextInt(width - Long.BYTES + 1);
            long[] read = new long[rows.length];
            chunk.readIds(rows, part, read);
            for (int i = 0; i < rows.length; i++) {
                long expected = cells.get(rows[i]) instanceof byte[] bytes
                        ? ByteBuffer.wrap(bytes).getLong(part)
                        : 0;
                assertThat(read[i])
                        .as("%s, row %s read from %s", what, rows[i], part)
                        .isEqualTo(expected);
            }
        }
        if (!chunk.allDictionary()) {
            return;
        }
        int[] readCodes = new int[rows.length];
        chunk.readCodes(rows, readCodes);
        ColumnCursor single = chunk.cursor();
        for (int i = 0; i < rows.length; i++) {
            assertThat(readCodes[i]).as("%s, row %s read", what, rows[i]).isEqualTo(single.code(rows[i]));
        }
        DictionaryPage dictionary = Objects.requireNonNull(chunk.dictionary(), what);
        int[] codes = new int[to - from];
        chunk.decodeCodes(from, to, codes);
        ColumnCursor cursor = chunk.cursor();
        for (int row = from; row < to; row++) {
            int code = codes[row - from];
            if (code != cursor.code(row) || code >= 0 != (cells.get(row) != null)) {
                assertThat(code).as("%s, row %s", what, row).isEqualTo(cells.get(row) == null ? -1 : cursor.code(row));
            }
            if (cells.get(row) instanceof byte[] bytes && row % 50 == 0) {
                assertThat(dictionary.codeOf(bytes)).as("%s, row %s", what, row).isEqualTo(code);
            }
        }
        boolean[] wanted = new boolean[dictionary.count()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = random.nextInt(3) == 0;
        }
        RowSet into = new RowSet(cells.size());
        chunk.matchCodes(wanted, RowSet.all(cells.size()), into);
        for (int row = from; row < to; row++) {
            int code = codes[row - from];
            if (into.contains(row) != (code >= 0 && wanted[code])) {
                throw new AssertionError("%s: wanted codes, row %s".formatted(what, row));
            }
        }
    }

    @Test
    void noWantedCodeReadsNothing() throws IOException {
        Leaf leaf = Leaf.text("name", true);
        List<@Nullable Object> cells = Collections.nCopies(1000, new byte[] {1});
        byte[] bytes = OneColumn.file(leaf, cells, true, ChunkOptions.DEFAULTS);
        ParquetFile file = ParquetFile.open(RandomTable.reader(bytes));
        long before = file.bytesRead();
        RowSet into = new RowSet(1000);
        file.rowGroups().getFirst().column(0).matchCodes(new boolean[1], RowSet.all(1000), into);
        assertThat(into.isEmpty()).isTrue();
        assertThat(file.bytesRead()).isEqualTo(before);
    }

    @Test
    void onlyPagesWithRowsAmongAreRead() throws IOException {
        Leaf leaf = Leaf.of("number", PhysicalType.INT64, false);
        Random random = new Random(4);
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            cells.add(random.nextLong());
        }
        byte[] bytes = OneColumn.file(leaf, cells, false, ChunkOptions.DEFAULTS.withPageMinMax());
        ParquetFile file = ParquetFile.open(RandomTable.reader(bytes));
        ColumnChunk chunk = file.rowGroups().getFirst().column(0);
        RowSet among = new RowSet(100_000);
        among.add(50_000);
        long before = file.bytesRead();
        RowSet into = new RowSet(100_000);
        chunk.matchLongs(Long.MIN_VALUE, -1, true, among, into);
        assertThat(into.contains(50_000)).isEqualTo((Long) cells.get(50_000) >= 0);
        assertThat(file.bytesRead() - before).isBetween(100_000L, 200_000L);
        into = new RowSet(100_000);
        chunk.matchLongs(Long.MIN_VALUE, Long.MAX_VALUE, false, RowSet.all(100_000), into);
        assertThat(into).as("bounds take the chunk whole").isEqualTo(RowSet.all(100_000));
        assertThat(file.bytesRead() - before).isBetween(100_000L, 200_000L);
    }
}
