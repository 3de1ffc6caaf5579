package dev.vivace.block.read;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import dev.vivace.parquet.ColumnChunk;
import dev.vivace.parquet.ColumnCursor;
import dev.vivace.parquet.DictionaryPage;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.parquet.RowGroup;
import dev.vivace.parquet.TextSlice;
import dev.vivace.parquet.Values;
import dev.vivace.traceql.source.KnownServices;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The traces of one row group, read once and shared by all queries while memory lasts. Immutable but for
/// what is counted later. Thread-safe.
///
/// @param firstRows by trace: its first row; one longer than there are traces
/// @param tracesOf by [#STRIDE] rows: the trace of the first of them
/// @param numbers by trace: start, duration, and the two halves of its id, which stand together because
///     whoever wants one of them wants the others, of traces that lie far apart
/// @param rootNames by trace; null where there is no root
/// @param rootServices by trace; null where there is no root
/// @param services of each trace, once they were counted
record GroupTraces(
        int[] firstRows,
        int[] tracesOf,
        long[] numbers,
        @Nullable String[] rootNames,
        @Nullable String[] rootServices,
        AtomicReference<@Nullable KnownServices> services) {

    private static final int STRIDE = 32;

    /// Of each trace.
    private static final int NUMBERS = 4;

    static GroupTraces read(RowGroup group, ParquetSchema schema) throws IOException {
        ColumnChunk traceIds = group.column(schema.indexOf(BlockColumns.TRACE_ID));
        DictionaryPage dictionary = traceIds.dictionary();
        if (dictionary == null || !(dictionary.entries() instanceof Values.Fixed(byte[] ids, int _, int _))) {
            throw new IOException(
                    "column '" + BlockColumns.TRACE_ID + "' has no dictionary (expected: one entry per trace)");
        }
        int[] codes = new int[group.rowCount()];
        traceIds.decodeCodes(0, codes.length, codes);
        int[] firstRows = new int[dictionary.count() + 1];
        int[] tracesOf = new int[(codes.length + STRIDE - 1) / STRIDE];
        int traces = 0;
        for (int row = 0; row < codes.length; row++) {
            if (row == 0 || codes[row] != codes[row - 1]) {
                if (traces == dictionary.count() || codes[row] != traces) {
                    throw new IOException("column '" + BlockColumns.TRACE_ID + "' has code " + codes[row] + " at row "
                            + row + " (expected: " + traces + ", traces in order of their rows)");
                }
                firstRows[traces++] = row;
            }
            if (row % STRIDE == 0) {
                tracesOf[row / STRIDE] = traces - 1;
            }
        }
        firstRows[traces] = codes.length;
        long[] numbers = new long[NUMBERS * traces];
        longs(group, schema, BlockColumns.TRACE_START, firstRows, traces, numbers, 0);
        longs(group, schema, BlockColumns.TRACE_DURATION, firstRows, traces, numbers, 1);
        for (int trace = 0; trace < traces; trace++) {
            numbers[NUMBERS * trace + 2] = StoredColumn.toLong(ids, trace * 16);
            numbers[NUMBERS * trace + 3] = StoredColumn.toLong(ids, trace * 16 + 8);
        }
        return new GroupTraces(
                Arrays.copyOf(firstRows, traces + 1),
                tracesOf,
                numbers,
                texts(group, schema, BlockColumns.ROOT_NAME, firstRows, traces),
                texts(group, schema, BlockColumns.ROOT_SERVICE, firstRows, traces),
                new AtomicReference<>());
    }

    private static void longs(
            RowGroup group, ParquetSchema schema, String column, int[] firstRows, int traces, long[] numbers, int which)
            throws IOException {
        ColumnCursor cursor = group.column(schema.indexOf(column)).cursor();
        for (int trace = 0; trace < traces; trace++) {
            numbers[NUMBERS * trace + which] = cursor.longAt(firstRows[trace]);
        }
    }

    private static @Nullable String[] texts(
            RowGroup group, ParquetSchema schema, String column, int[] firstRows, int traces) throws IOException {
        ColumnChunk chunk = group.column(schema.indexOf(column));
        ColumnCursor cursor = chunk.cursor();
        DictionaryPage dictionary = chunk.allDictionary() ? chunk.dictionary() : null;
        @Nullable String[] entries = new @Nullable String[dictionary == null ? 0 : dictionary.count()];
        @Nullable String[] result = new @Nullable String[traces];
        TextSlice slice = new TextSlice();
        for (int trace = 0; trace < traces; trace++) {
            int code = dictionary == null ? -1 : cursor.code(firstRows[trace]);
            if (dictionary != null && code >= 0) {
                if (entries[code] == null) {
                    dictionary.textAt(code, slice);
                    entries[code] = slice.toString();
                }
                result[trace] = entries[code];
            } else if (dictionary == null && cursor.textAt(firstRows[trace], slice)) {
                result[trace] = slice.toString();
            }
        }
        return result;
    }

    int count() {
        return firstRows.length - 1;
    }

    long startEpochNanos(int trace) {
        return numbers[NUMBERS * trace];
    }

    long endEpochNanos(int trace) {
        return numbers[NUMBERS * trace] + numbers[NUMBERS * trace + 1];
    }

    TraceId id(int trace) {
        return new TraceId(numbers[NUMBERS * trace + 2], numbers[NUMBERS * trace + 3]);
    }

    boolean isIn(TraceIdSet set, int trace) {
        return set.contains(numbers[NUMBERS * trace + 2], numbers[NUMBERS * trace + 3]);
    }

    int traceOf(int row) {
        int trace = tracesOf[row / STRIDE];
        while (firstRows[trace + 1] <= row) {
            trace++;
        }
        return trace;
    }
}
