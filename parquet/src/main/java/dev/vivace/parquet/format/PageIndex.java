package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.MalformedBytesException;
import org.jspecify.annotations.Nullable;

/// Where a chunk's data pages lie, and what their values are bounded by: Parquet's `OffsetIndex` and `ColumnIndex`.
public final class PageIndex {

    private PageIndex() {}

    /// @param offsets of each page with its header, bytes from the start of the file
    /// @param sizes of each page with its header, bytes
    /// @param firstRows of each page, counted in the row group
    public record Offsets(long[] offsets, int[] sizes, long[] firstRows) {

        public int pages() {
            return offsets.length;
        }

        public void write(ByteSink sink) {
            ThriftWriter out = new ThriftWriter(sink);
            int outer = out.begin();
            out.list(1, ThriftWriter.STRUCT, offsets.length);
            for (int i = 0; i < offsets.length; i++) {
                int location = out.begin();
                out.i64(1, offsets[i]);
                out.i32(2, sizes[i]);
                out.i64(3, firstRows[i]);
                out.end(location);
            }
            out.end(outer);
        }

        public static Offsets read(byte[] bytes, int from, int to) {
            ThriftReader in = new ThriftReader(bytes, from, to);
            Offsets result = new Offsets(new long[0], new int[0], new long[0]);
            int outer = in.begin();
            while (in.next()) {
                if (in.field() == 1) {
                    int size = in.list(ThriftWriter.STRUCT);
                    result = new Offsets(new long[size], new int[size], new long[size]);
                    for (int i = 0; i < size; i++) {
                        result.location(i, in);
                    }
                } else {
                    in.skip();
                }
            }
            in.end(outer);
            return result;
        }

        private void location(int page, ThriftReader in) {
            int outer = in.begin();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> offsets[page] = in.i64();
                    case 2 -> sizes[page] = in.i32();
                    case 3 -> firstRows[page] = in.i64();
                    default -> in.skip();
                }
            }
            in.end(outer);
        }
    }

    /// @param nullPages whether a page has no value at all; its bounds are then empty arrays
    /// @param min PLAIN-encoded lower bound of each page
    /// @param order 0 none, 1 ascending, 2 descending
    /// @param nullCounts null if not said
    public record Bounds(boolean[] nullPages, byte[][] min, byte[][] max, int order, long @Nullable [] nullCounts) {

        public void write(ByteSink sink) {
            ThriftWriter out = new ThriftWriter(sink);
            int outer = out.begin();
            out.list(1, ThriftWriter.TRUE, nullPages.length);
            for (boolean nullPage : nullPages) {
                out.element(nullPage);
            }
            out.list(2, ThriftWriter.BINARY, min.length);
            for (byte[] bound : min) {
                out.element(bound);
            }
            out.list(3, ThriftWriter.BINARY, max.length);
            for (byte[] bound : max) {
                out.element(bound);
            }
            out.i32(4, order);
            if (nullCounts != null) {
                out.list(5, ThriftWriter.I64, nullCounts.length);
                for (long count : nullCounts) {
                    out.element(count);
                }
            }
            out.end(outer);
        }

        /// @throws MalformedBytesException also if the lists are not of `pages` elements each
        public static Bounds read(byte[] bytes, int from, int to, int pages) {
            ThriftReader in = new ThriftReader(bytes, from, to);
            boolean[] nullPages = {};
            byte[][] min = {};
            byte[][] max = {};
            int order = 0;
            long[] nullCounts = null;
            int outer = in.begin();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> {
                        nullPages = new boolean[in.list(ThriftWriter.TRUE)];
                        for (int i = 0; i < nullPages.length; i++) {
                            nullPages[i] = in.boolElement();
                        }
                    }
                    case 2 -> min = binaries(in);
                    case 3 -> max = binaries(in);
                    case 4 -> order = in.i32();
                    case 5 -> {
                        nullCounts = new long[in.list(ThriftWriter.I64)];
                        for (int i = 0; i < nullCounts.length; i++) {
                            nullCounts[i] = in.numberElement();
                        }
                    }
                    default -> in.skip();
                }
            }
            in.end(outer);
            if (nullPages.length != pages
                    || min.length != pages
                    || max.length != pages
                    || nullCounts != null && nullCounts.length != pages) {
                throw new MalformedBytesException("column index of " + nullPages.length + ", " + min.length + " and "
                        + max.length + " entries (expected: " + pages + ", one per page)");
            }
            return new Bounds(nullPages, min, max, order, nullCounts);
        }

        private static byte[][] binaries(ThriftReader in) {
            byte[][] result = new byte[in.list(ThriftWriter.BINARY)][];
            for (int i = 0; i < result.length; i++) {
                result[i] = in.binaryElement();
            }
            return result;
        }
    }
}
