package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Numbers that every row has.
abstract sealed class DenseLongs implements Column.OfLong {

    private final int rows;

    private DenseLongs(int rows) {
        this.rows = rows;
    }

    static DenseLongs of(LongChunks numbers, int rows) {
        return new Plain(numbers, rows);
    }

    static DenseLongs of(IntChunks numbers, int rows) {
        return new Widened(numbers, rows);
    }

    /// `minuends` minus `subtrahends`.
    static DenseLongs difference(LongChunks minuends, LongChunks subtrahends, int rows) {
        return new Difference(minuends, subtrahends, rows);
    }

    /// The first `count` numbers of a chunk, in `scratch` or in an array that must not be changed.
    abstract long[] chunk(int chunk, int count, long[] scratch);

    @Override
    public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
        long[] scratch = new long[LongChunks.SIZE];
        long[] amongWords = among.words();
        long[] intoWords = into.words();
        int wordsPerChunk = LongChunks.SIZE >> 6;
        for (int first = 0; first < amongWords.length; first += wordsPerChunk) {
            int end = Math.min(amongWords.length, first + wordsPerChunk);
            long[] numbers = null;
            for (int w = first; w < end; w++) {
                long left = amongWords[w];
                if (left == 0) {
                    continue;
                }
                if (numbers == null) {
                    int start = first << 6;
                    numbers = chunk(start >> LongChunks.SHIFT, Math.min(LongChunks.SIZE, rows - start), scratch);
                }
                int base = w - first << 6;
                long matches = 0;
                for (; left != 0; left &= left - 1) {
                    int bit = Long.numberOfTrailingZeros(left);
                    long number = numbers[base + bit];
                    if ((number >= min && number <= max) != negated) {
                        matches |= 1L << bit;
                    }
                }
                intoWords[w] |= matches;
            }
        }
    }

    @Override
    public void present(RowSet into) {
        into.addRange(0, rows);
    }

    @Override
    public AttributeValue value(int row) {
        return new AttributeValue.Int(longAt(row));
    }

    @Override
    public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
        RecentNumbers recent = new RecentNumbers();
        for (int row = 0; row < rows; row++) {
            if (among == null || among.contains(row)) {
                long number = longAt(row);
                if (recent.add(number)) {
                    into.accept(new AttributeValue.Int(number));
                }
            }
        }
    }

    private static final class Plain extends DenseLongs {
        private final LongChunks numbers;

        Plain(LongChunks numbers, int rows) {
            super(rows);
            this.numbers = numbers;
        }

        @Override
        long[] chunk(int chunk, int count, long[] scratch) {
            return numbers.chunks()[chunk];
        }

        @Override
        public long longAt(int row) {
            return numbers.get(row);
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            numbers.gather(rows, into);
        }
    }

    private static final class Widened extends DenseLongs {
        private final IntChunks numbers;

        Widened(IntChunks numbers, int rows) {
            super(rows);
            this.numbers = numbers;
        }

        @Override
        long[] chunk(int chunk, int count, long[] scratch) {
            int[] narrow = numbers.chunks()[chunk];
            for (int i = 0; i < count; i++) {
                scratch[i] = narrow[i];
            }
            return scratch;
        }

        @Override
        public long longAt(int row) {
            return numbers.get(row);
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            int[][] chunks = numbers.chunks();
            for (int i = 0; i < rows.length; i++) {
                int row = rows[i];
                into[i] = chunks[row >> IntChunks.SHIFT][row & IntChunks.MASK];
            }
        }
    }

    private static final class Difference extends DenseLongs {
        private final LongChunks minuends;
        private final LongChunks subtrahends;

        Difference(LongChunks minuends, LongChunks subtrahends, int rows) {
            super(rows);
            this.minuends = minuends;
            this.subtrahends = subtrahends;
        }

        @Override
        long[] chunk(int chunk, int count, long[] scratch) {
            long[] minuend = minuends.chunks()[chunk];
            long[] subtrahend = subtrahends.chunks()[chunk];
            for (int i = 0; i < count; i++) {
                scratch[i] = minuend[i] - subtrahend[i];
            }
            return scratch;
        }

        @Override
        public long longAt(int row) {
            return minuends.get(row) - subtrahends.get(row);
        }

        @Override
        public void longsAt(int[] rows, long[] into) {
            long[][] larger = minuends.chunks();
            long[][] smaller = subtrahends.chunks();
            for (int i = 0; i < rows.length; i++) {
                int chunk = rows[i] >> LongChunks.SHIFT;
                int at = rows[i] & LongChunks.MASK;
                into[i] = larger[chunk][at] - smaller[chunk][at];
            }
        }
    }
}
