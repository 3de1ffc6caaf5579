package dev.vivace.parquet;

import dev.vivace.parquet.encoding.HybridDecoder;
import dev.vivace.parquet.encoding.MalformedBytesException;
import java.util.Arrays;

/// Which rows of the loaded page have a value, or how its values make lists. Confined to one thread.
final class PageLevels {

    private final HybridDecoder hybrid = new HybridDecoder();
    private boolean full;
    private int present;
    private long[] presence = {};
    private int[] repetitions = {};
    private int[] definitions = {};

    /// Decodes the levels at the start of a page's values, and moves `valuesAt` past them.
    void decode(PageBody body) throws CorruptParquetException {
        ColumnChunk of = body.chunk;
        if (of == null) {
            return;
        }
        try {
            if (of.inList()) {
                listLevels(body, of.leaf().optional());
            } else {
                flatLevels(body, of.leaf().optional());
            }
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    private void flatLevels(PageBody body, boolean optional) {
        full = !optional;
        present = body.rows;
        if (optional) {
            int from = levelsStart(body);
            int words = (body.rows + 63) >> 6;
            if (presence.length < words) {
                presence = new long[words];
            }
            Arrays.fill(presence, 0, words, 0);
            present = hybrid.over(body.bytes, from, body.valuesAt).bits(body.rows, presence);
            full = present == body.rows;
        }
    }

    private void listLevels(PageBody body, boolean optional) {
        if (repetitions.length < body.levels) {
            repetitions = new int[body.levels];
            definitions = new int[body.levels];
        }
        int from = levelsStart(body);
        hybrid.over(body.bytes, from, body.valuesAt).values(1, body.levels, repetitions, 0);
        from = levelsStart(body);
        int highest = optional ? 2 : 1;
        hybrid.over(body.bytes, from, body.valuesAt).values(highest, body.levels, definitions, 0);
        int starts = 0;
        int count = 0;
        for (int i = 0; i < body.levels; i++) {
            if (definitions[i] > highest || definitions[i] == 0 && repetitions[i] != 0) {
                throw new MalformedBytesException("levels " + repetitions[i] + " and " + definitions[i] + " at value "
                        + i + " (expected: at most 1 and " + highest + ", an empty list by itself)");
            }
            starts += 1 - repetitions[i];
            count += definitions[i] == highest ? 1 : 0;
        }
        if (starts != body.rows || repetitions[0] != 0) {
            throw new MalformedBytesException("levels of " + starts + " rows (expected: " + body.rows + ")");
        }
        present = count;
    }

    /// Reads the length of the levels that start at `valuesAt`, and moves that past them.
    private static int levelsStart(PageBody body) {
        int length = body.end - body.valuesAt >= 4 ? (int) PageBody.INT.get(body.bytes, body.valuesAt) : -1;
        if (length < 0 || length > body.end - body.valuesAt - 4) {
            throw new MalformedBytesException("levels of " + length + " bytes (expected: at most "
                    + (body.end - body.valuesAt - 4) + ", the page's)");
        }
        int from = body.valuesAt + 4;
        body.valuesAt = from + length;
        return from;
    }

    /// Whether all rows have a value.
    boolean full() {
        return full;
    }

    /// Values present.
    int present() {
        return present;
    }

    /// The rows that have a value, counted from the page's first; meaningless if [#full()].
    long[] presence() {
        return presence;
    }

    /// Whether a row, counted from the page's first, has a value.
    boolean has(int at) {
        return full || (presence[at >> 6] & 1L << at) != 0;
    }

    /// How many values the rows before one, counted from the page's first, have.
    int valuesBefore(int at) {
        if (full) {
            return at;
        }
        int count = 0;
        for (int i = 0; i < at >> 6; i++) {
            count += Long.bitCount(presence[i]);
        }
        return (at & 63) == 0 ? count : count + Long.bitCount(presence[at >> 6] & (1L << at) - 1);
    }

    /// Repetition levels of a list's page.
    int[] repetitions() {
        return repetitions;
    }

    /// Definition levels, likewise.
    int[] definitions() {
        return definitions;
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return 8 * repetitions.length;
    }
}
