package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivace.model.RowSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever bytes a file has, reading it ends, in an answer or in a [CorruptParquetException].
class DamagedFileTest {

    /// More on demand: `-Dparquet.damaged.files=500`.
    private static final int FILES = Integer.getInteger("parquet.damaged.files", 12);
    private static final int ROUNDS = 400;

    @Test
    void changedBytesEndInCorruptParquetExceptionOnly() {
        int[] refused = new int[2];
        for (int seed = 0; seed < FILES; seed++) {
            byte[] valid = small(seed);
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(seed * 1_000_000L + round);
                byte[] damaged = damage(valid, random);
                boolean checksums = round % 4 == 0;
                try {
                    readEverything(damaged, checksums, random);
                } catch (CorruptParquetException e) {
                    assertThat(e).hasMessageContaining(" at offset ").hasMessageContaining("(expected");
                    refused[checksums ? 1 : 0]++;
                } catch (IOException | RuntimeException | Error e) {
                    throw new AssertionError("file " + seed + ", round " + round, e);
                }
            }
        }
        assertThat(refused[0]).as("refused without checksums").isGreaterThan(FILES * ROUNDS / 5);
        assertThat(refused[1]).as("refused with checksums").isGreaterThan(FILES * ROUNDS / 8);
    }

    @Test
    void filesCutShortAreRefused() throws IOException {
        byte[] valid = small(3);
        for (int length = 0; length < valid.length; length += 1 + valid.length / 500) {
            byte[] cut = Arrays.copyOf(valid, length);
            assertThatExceptionOfType(CorruptParquetException.class)
                    .isThrownBy(() -> ParquetFile.open(RandomTable.reader(cut)));
        }
    }

    @Test
    void aFlippedBitInAPageFailsItsChecksum() throws IOException {
        byte[] bytes = OneColumn.file(
                Leaf.of("number", PhysicalType.INT64, false),
                List.of(1L, 5L, 9L),
                false,
                ChunkOptions.DEFAULTS.uncompressed());
        ColumnChunk good = OneColumn.chunk(bytes);
        bytes[(int) (good.offset() + good.sizeBytes()) - 1] ^= 1;
        ColumnChunk chunk = OneColumn.chunk(bytes);
        assertThatExceptionOfType(CorruptParquetException.class)
                .isThrownBy(() -> chunk.cursor().longAt(0))
                .withMessageStartingWith("page 0 of column [number] of row group 0 at offset 4: CRC-32 is ");
    }

    private static byte[] small(int seed) {
        Random random = new Random(500 + seed);
        while (true) {
            try {
                byte[] bytes = new RandomTable(random, 400).toFile();
                if (bytes.length < 200_000) {
                    return bytes;
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static byte[] damage(byte[] valid, Random random) {
        byte[] damaged = valid.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            // the end of the file says most of what can be wrong
            int at = random.nextInt(3) == 0
                    ? valid.length - 1 - random.nextInt(Math.min(valid.length, 2000))
                    : random.nextInt(valid.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt();
                case 2 -> damaged[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                default -> {
                    int length = Math.min(random.nextInt(20), valid.length - at);
                    System.arraycopy(valid, random.nextInt(valid.length - length), damaged, at, length);
                }
            }
        }
        return damaged;
    }

    private static void readEverything(byte[] bytes, boolean checksums, Random random) throws IOException {
        RangeReader in = RandomTable.reader(bytes);
        ParquetFile file = checksums ? ParquetFile.open(in) : ParquetFile.openUnchecked(in);
        CorruptParquetException first = null;
        for (RowGroup group : file.rowGroups()) {
            for (int leaf = 0; leaf < file.schema().leafCount(); leaf++) {
                try {
                    readColumn(group.column(leaf), file.schema().list(leaf) != null, random);
                } catch (CorruptParquetException e) {
                    first = e;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void readColumn(ColumnChunk chunk, boolean inList, Random random) throws IOException {
        chunk.mayContain(new byte[] {1, 2, 3});
        ColumnScan scan = inList ? chunk.list() : chunk;
        int positions = inList ? ((ListColumn) scan).elementCount() : chunk.rowCount();
        RowSet all = RowSet.all(positions);
        RowSet into = new RowSet(positions);
        scan.present(into);
        switch (chunk.leaf().type()) {
            case BOOLEAN -> scan.matchBooleans(true, all, into);
            case INT32, INT64 -> scan.matchLongs(-5, 5, random.nextBoolean(), all, into);
            case DOUBLE -> scan.matchDoubles(value -> value > 0, all, into);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                scan.matchTexts((text, offset, length) -> length > 0 && text[offset + length - 1] > 50, all, into);
        }
        ColumnValues values = inList ? (ListColumn) scan : chunk.cursor();
        for (int i = 0; i < 20 && positions > 0; i++) {
            RoundTripTest.cell(chunk.leaf(), values, random.nextInt(positions));
        }
        if (!inList && positions > 0 && chunk.allDictionary() && chunk.valueCount() > 0) {
            chunk.decodeCodes(0, positions, new int[positions]);
        }
    }
}
