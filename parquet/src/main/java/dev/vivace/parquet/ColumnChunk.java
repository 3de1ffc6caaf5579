package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// One column of one row group. Thread-safe: any number of threads may ask at once.
///
/// Keeps its decoded dictionary as long as memory allows, nothing else. The [ColumnScan] methods, [#cursor()] and the
/// `decode` methods are for flat columns and throw `IllegalStateException` on a list's leaf, which is read with
/// [#list()].
public final class ColumnChunk implements ColumnScan {

    ColumnChunk() {}

    public Leaf leaf() {
        throw new UnsupportedOperationException();
    }

    public int rowCount() {
        throw new UnsupportedOperationException();
    }

    /// Values present: rows that have one in a flat column, elements that have one in a list column.
    public int valueCount() {
        throw new UnsupportedOperationException();
    }

    /// Bytes of all pages with their headers, as stored.
    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /// Where the pages start, in bytes from the start of the file: `sizeBytes()` from here are all there is, but for
    /// the bloom filter and the page index.
    public long offset() {
        throw new UnsupportedOperationException();
    }

    /// A lower bound of the values of an `INT32` or `INT64`, if the file knows one. (Ours do, except if no row has a
    /// value; it then is the least value.)
    public OptionalLong minLong() {
        throw new UnsupportedOperationException();
    }

    /// An upper bound, likewise.
    public OptionalLong maxLong() {
        throw new UnsupportedOperationException();
    }

    /// A lower bound of the values of a `DOUBLE` other than NaN, if the file knows one.
    public OptionalDouble minDouble() {
        throw new UnsupportedOperationException();
    }

    /// An upper bound, likewise.
    public OptionalDouble maxDouble() {
        throw new UnsupportedOperationException();
    }

    /// Whether every value is stored as a dictionary code.
    public boolean allDictionary() {
        throw new UnsupportedOperationException();
    }

    /// The dictionary, read and decoded on first use; null if there is none.
    public @Nullable DictionaryPage dictionary() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Whether there is a bloom filter, so that the `mayContain` methods can say no.
    public boolean hasBloom() {
        throw new UnsupportedOperationException();
    }

    /// False if the bloom filter knows that no row has this value: the bytes of a byte string, or the little-endian
    /// bytes of a number. True if there is no filter.
    public boolean mayContain(byte[] value) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void present(RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchCodes(boolean[] codes, RowSet among, RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchLongs(long min, long max, boolean negated, RowSet among, RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchDoubles(DoublePredicate test, RowSet among, RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchBooleans(boolean value, RowSet among, RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void matchTexts(TextTest test, RowSet among, RowSet into) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Single values. One per thread.
    public ColumnCursor cursor() {
        throw new UnsupportedOperationException();
    }

    /// The values of an `INT32` or `INT64` in rows `fromRow` (inclusive) to `toRow` (exclusive), from `into[0]` on;
    /// absent ones are 0.
    public void decodeLongs(int fromRow, int toRow, long[] into) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The values of a `DOUBLE`, likewise; absent ones are 0.
    public void decodeDoubles(int fromRow, int toRow, double[] into) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The dictionary codes, likewise; absent ones are -1.
    ///
    /// @throws IllegalStateException unless [#allDictionary()]
    public void decodeCodes(int fromRow, int toRow, int[] into) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Decodes a list's leaf whole.
    ///
    /// @throws IllegalStateException on a flat column
    public ListColumn list() throws IOException {
        throw new UnsupportedOperationException();
    }
}
