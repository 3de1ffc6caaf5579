package dev.vivace.model;

import java.util.Arrays;

/// A set of rows of one table: a bitmap over positions `0` to `rows - 1`. Mutable, confined to one thread.
///
/// Hot loops work on [#words()] directly: row `r` is bit `r & 63` of word `r >> 6`; bits at and past `rows` are zero,
/// and whoever writes words keeps them so.
public final class RowSet {

    private final int rows;
    private final long[] words;

    /// An empty set over `rows` positions.
    public RowSet(int rows) {
        this.rows = rows;
        this.words = new long[(rows + 63) >> 6];
    }

    private RowSet(int rows, long[] words) {
        this.rows = rows;
        this.words = words;
    }

    /// The set of all rows.
    public static RowSet all(int rows) {
        RowSet set = new RowSet(rows);
        set.addRange(0, rows);
        return set;
    }

    /// Number of positions, in the set or not.
    public int rows() {
        return rows;
    }

    /// The bitmap itself; shared, not a copy.
    public long[] words() {
        return words;
    }

    public boolean contains(int row) {
        return (words[row >> 6] & 1L << row) != 0;
    }

    public void add(int row) {
        words[row >> 6] |= 1L << row;
    }

    public void remove(int row) {
        words[row >> 6] &= ~(1L << row);
    }

    /// Adds the rows `from` (inclusive) to `to` (exclusive).
    public void addRange(int from, int to) {
        if (from >= to) {
            return;
        }
        int first = from >> 6;
        int last = (to - 1) >> 6;
        long firstMask = -1L << from;
        long lastMask = -1L >>> -to;
        if (first == last) {
            words[first] |= firstMask & lastMask;
            return;
        }
        words[first] |= firstMask;
        Arrays.fill(words, first + 1, last, -1L);
        words[last] |= lastMask;
    }

    public void and(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= other.words[i];
        }
    }

    public void or(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    public void andNot(RowSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= ~other.words[i];
        }
    }

    /// Turns the set into its complement.
    public void flip() {
        for (int i = 0; i < words.length; i++) {
            words[i] = ~words[i];
        }
        if ((rows & 63) != 0) {
            words[words.length - 1] &= -1L >>> -rows;
        }
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /// Number of rows in the set.
    public int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /// Number of rows in the set from `from` (inclusive) to `to` (exclusive).
    public int count(int from, int to) {
        if (from >= to) {
            return 0;
        }
        int first = from >> 6;
        int last = (to - 1) >> 6;
        long firstMask = -1L << from;
        long lastMask = -1L >>> -to;
        if (first == last) {
            return Long.bitCount(words[first] & firstMask & lastMask);
        }
        int count = Long.bitCount(words[first] & firstMask) + Long.bitCount(words[last] & lastMask);
        for (int i = first + 1; i < last; i++) {
            count += Long.bitCount(words[i]);
        }
        return count;
    }

    /// The rows of the set, ascending. A fresh array.
    public int[] toArray() {
        int[] array = new int[count()];
        int at = 0;
        for (int i = 0; i < words.length; i++) {
            long word = words[i];
            int first = i << 6;
            if (word == -1L) {
                for (int k = 0; k < 64; k++) {
                    array[at++] = first + k;
                }
                continue;
            }
            for (; word != 0; word &= word - 1) {
                array[at++] = first + Long.numberOfTrailingZeros(word);
            }
        }
        return array;
    }

    /// The first row of the set at or after `from`, or `rows()` if there is none.
    public int next(int from) {
        if (from >= rows) {
            return rows;
        }
        int index = from >> 6;
        long word = words[index] & -1L << from;
        while (word == 0) {
            if (++index == words.length) {
                return rows;
            }
            word = words[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    public RowSet copy() {
        return new RowSet(rows, words.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSet set && set.rows == rows && Arrays.equals(set.words, words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words) * 31 + rows;
    }
}
