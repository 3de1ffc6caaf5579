package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.PageIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a chunk's data pages are, which rows they hold, and what is known of their values. Immutable.
final class PageTable {

    private final PageIndex.Offsets offsets;
    private final int[] firstRows;
    private final PageIndex.@Nullable Bounds bounds;
    private final long @Nullable [] min;
    private final long @Nullable [] max;

    /// @param numbers whether the bounds are those of integers
    /// @throws MalformedBytesException if the pages do not hold the chunk's rows, or lie outside of it
    PageTable(PageIndex.Offsets offsets, PageIndex.@Nullable Bounds bounds, boolean numbers, int rows, ChunkMeta meta) {
        this.offsets = offsets;
        this.bounds = bounds;
        int pages = offsets.pages();
        firstRows = new int[pages + 1];
        firstRows[pages] = rows;
        long end = meta.offset() + meta.compressedBytes();
        long last = -1;
        for (int i = 0; i < pages; i++) {
            long row = offsets.firstRows()[i];
            long at = offsets.offsets()[i];
            int size = offsets.sizes()[i];
            if (row <= last || i == 0 && row != 0 || row >= rows) {
                throw new MalformedBytesException("page " + i + " starts at row " + row + " (expected: "
                        + (i == 0 ? "0" : "more than " + last) + ", less than " + rows + ")");
            }
            if (at < meta.dataPageOffset() || size < 1 || at > end - size) {
                throw new MalformedBytesException("page " + i + " is " + size + " bytes at " + at
                        + " (expected: within " + meta.dataPageOffset() + " to " + end + ")");
            }
            firstRows[i] = (int) row;
            last = row;
        }
        if (pages == 0 && rows > 0) {
            throw new MalformedBytesException("no pages (expected: some, for " + rows + " rows)");
        }
        min = bounds != null && numbers ? numbers(bounds.min()) : null;
        max = bounds != null && numbers ? numbers(bounds.max()) : null;
    }

    private static long[] numbers(byte[][] bounds) {
        long[] numbers = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            if (bounds[i].length > 8) {
                throw new MalformedBytesException("bound of " + bounds[i].length + " bytes (expected: 4 or 8)");
            }
            numbers[i] = ValueBounds.number(bounds[i]);
        }
        return numbers;
    }

    int pages() {
        return offsets.pages();
    }

    long offset(int page) {
        return offsets.offsets()[page];
    }

    int size(int page) {
        return offsets.sizes()[page];
    }

    int firstRow(int page) {
        return firstRows[page];
    }

    int endRow(int page) {
        return firstRows[page + 1];
    }

    int pageOf(int row) {
        int found = Arrays.binarySearch(firstRows, 0, pages(), row);
        return found >= 0 ? found : -found - 2;
    }

    /// Whether the page is known to hold no value at all.
    boolean isNull(int page) {
        return bounds != null && bounds.nullPages()[page];
    }

    /// Whether every row of the page is known to have a value.
    boolean isFull(int page) {
        long @Nullable [] nulls = bounds == null ? null : bounds.nullCounts();
        return nulls != null && nulls[page] == 0;
    }

    /// Whether [#min] and [#max] know something.
    boolean hasNumbers() {
        return min != null && max != null;
    }

    @Nullable
    PageBounds bounds() {
        return min == null || max == null ? null : new PageBounds(firstRows, min, max);
    }

    long min(int page) {
        return min == null ? Long.MIN_VALUE : min[page];
    }

    long max(int page) {
        return max == null ? Long.MAX_VALUE : max[page];
    }
}
