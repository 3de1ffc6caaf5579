package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Pages that were read are kept, as far as there is room, and answer as they did when they were read.
class PageCacheTest {

    private static final int ROWS = 200_000;
    private static final Leaf NUMBER = Leaf.of("number", PhysicalType.INT64, true);

    private static List<Object> cells() {
        Random random = new Random(7);
        List<Object> cells = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            cells.add(row % 7 == 0 ? null : (Object) random.nextLong(1L << 20));
        }
        return cells;
    }

    private static byte[] file(ChunkOptions options) throws IOException {
        return OneColumn.file(NUMBER, cells(), false, options);
    }

    private static ParquetFile open(byte[] file, long cacheBytes) throws IOException {
        return ParquetFile.open(RandomTable.reader(file), new PageCache(cacheBytes));
    }

    private static long[] expected() {
        return cells().stream()
                .mapToLong(cell -> cell == null ? 0 : (Long) cell)
                .toArray();
    }

    @Test
    void whatWasReadIsNotFetchedAgain() throws IOException {
        for (ChunkOptions options : List.of(
                ChunkOptions.DEFAULTS,
                ChunkOptions.DEFAULTS.withDelta(),
                ChunkOptions.DEFAULTS.withDelta().uncompressed(),
                ChunkOptions.DEFAULTS.uncompressed())) {
            ParquetFile file = open(file(options), 8 << 20);
            ColumnChunk chunk = file.rowGroups().getFirst().column(0);
            long[] decoded = new long[ROWS];
            chunk.decodeLongs(0, ROWS, decoded);
            assertThat(decoded).as("%s", options).isEqualTo(expected());
            long fetched = file.bytesRead();
            // the second time finds where single values are, the third goes there
            for (int time = 0; time < 3; time++) {
                Arrays.fill(decoded, -1);
                chunk.decodeLongs(0, ROWS, decoded);
                assertThat(decoded).as("%s", options).isEqualTo(expected());
            }
            assertThat(file.bytesRead()).as("%s", options).isEqualTo(fetched);
        }
    }

    @Test
    void singleValuesOfKeptPagesAreThoseOfTheFile() throws IOException {
        long[] expected = expected();
        for (ChunkOptions options : List.of(
                ChunkOptions.DEFAULTS.withDelta(),
                ChunkOptions.DEFAULTS.withDelta().uncompressed())) {
            ColumnChunk chunk =
                    open(file(options), 8 << 20).rowGroups().getFirst().column(0);
            for (int seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                int[] rows = random.ints(1 + random.nextInt(2000), 0, ROWS)
                        .distinct()
                        .sorted()
                        .toArray();
                long[] read = new long[rows.length];
                chunk.readLongs(rows, read);
                ColumnCursor cursor = chunk.cursor();
                for (int i = 0; i < rows.length; i++) {
                    assertThat(read[i]).as("seed %s, row %s", seed, rows[i]).isEqualTo(expected[rows[i]]);
                    int row = rows[random.nextInt(rows.length)];
                    assertThat(cursor.longAt(row))
                            .as("seed %s, row %s", seed, row)
                            .isEqualTo(expected[row]);
                }
            }
        }
    }

    @Test
    void neverMoreIsKeptThanThereIsRoomFor() throws IOException {
        ParquetFile file = open(file(ChunkOptions.DEFAULTS), 300_000);
        ColumnChunk chunk = file.rowGroups().getFirst().column(0);
        long[] decoded = new long[ROWS];
        for (int time = 0; time < 10; time++) {
            chunk.decodeLongs(0, ROWS, decoded);
            assertThat(decoded).isEqualTo(expected());
            assertThat(file.cache().keptBytes()).isBetween(1L, 300_000L);
        }
    }

    @Test
    void aLongScanDoesNotDriveOutWhatIsAskedForAgain() throws IOException {
        PageCache cache = new PageCache(800_000);
        byte[] bytes = file(ChunkOptions.DEFAULTS);
        ParquetFile wanted = ParquetFile.open(RandomTable.reader(bytes), cache);
        ParquetFile scanned = ParquetFile.open(RandomTable.reader(bytes), cache);
        long[] decoded = new long[ROWS];
        for (int time = 0; time < 2; time++) {
            wanted.rowGroups().getFirst().column(0).decodeLongs(0, 1, decoded);
        }
        long fetched = wanted.bytesRead();
        for (int time = 0; time < 10; time++) {
            scanned.rowGroups().getFirst().column(0).decodeLongs(0, ROWS, decoded);
            wanted.rowGroups().getFirst().column(0).decodeLongs(0, 1, decoded);
        }
        assertThat(wanted.bytesRead()).isEqualTo(fetched);
    }

    @Test
    void aDamagedPageFailsEachTime() throws IOException {
        byte[] bytes = file(ChunkOptions.DEFAULTS.withDelta().uncompressed());
        bytes[5000] ^= 1;
        ColumnChunk chunk = open(bytes, 8 << 20).rowGroups().getFirst().column(0);
        long[] decoded = new long[ROWS];
        for (int time = 0; time < 3; time++) {
            assertThatExceptionOfType(CorruptParquetException.class)
                    .isThrownBy(() -> chunk.decodeLongs(0, ROWS, decoded))
                    .withMessageContaining("CRC");
        }
    }
}
