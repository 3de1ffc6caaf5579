package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// A leaf of a [StructList], decoded for all rows of a row group or for some neighbours: positions are
/// elements, numbered from the first of these rows on. Immutable; thread-safe.
public final class ListColumn implements ColumnScan, ColumnValues {

    private final Leaf leaf;
    private final int[] firstElement;
    private final RowSet present;
    private final @Nullable DictionaryPage dictionary;
    private final Content content;

    /// The values by element; of the arrays, those of the leaf's type are filled, or only the codes.
    ///
    /// @param codes -1 where absent; empty if not all values are codes
    /// @param longs integers, doubles as raw bits, booleans as 0 and 1
    /// @param textEnds where an element's byte string ends in `bytes`; it starts where the one before ends
    record Content(int[] codes, long[] longs, byte[] bytes, int[] textEnds) {}

    ListColumn(Leaf leaf, int[] firstElement, RowSet present, @Nullable DictionaryPage dictionary, Content content) {
        this.leaf = leaf;
        this.firstElement = firstElement;
        this.present = present;
        this.dictionary = dictionary;
        this.content = content;
    }

    /// The decoded row `r`, counted from the first, holds the elements `firstElement[r]` to `firstElement[r
    /// + 1] - 1`; one longer than there are rows. Shared.
    public int[] firstElement() {
        return firstElement;
    }

    /// Elements of all decoded rows together.
    public int elementCount() {
        return present.rows();
    }

    /// What [#code] refers to; null unless every value is stored as a dictionary code.
    public @Nullable DictionaryPage dictionary() {
        return dictionary;
    }

    private void check(RowSet among, RowSet into, PhysicalType... types) {
        if (!Arrays.asList(types).contains(leaf.type())) {
            throw new IllegalStateException(
                    "leaf '" + leaf.name() + "' is " + leaf.type() + " (expected: " + Arrays.toString(types) + ")");
        }
        if (into.rows() != elementCount() || among.rows() != elementCount()) {
            throw new IllegalArgumentException("sets over " + into.rows() + " and " + among.rows()
                    + " elements (expected: " + elementCount() + ")");
        }
    }

    @Override
    public void present(RowSet into) {
        check(into, into, leaf.type());
        into.or(present);
    }

    @Override
    public void matchCodes(boolean[] codes, RowSet among, RowSet into) {
        check(among, into, leaf.type());
        if (dictionary == null) {
            throw new IllegalStateException(
                    "leaf '" + leaf.name() + "' has values outside its dictionary (expected: allDictionary())");
        }
        for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
            if (codes[content.codes[element]]) {
                into.add(element);
            }
        }
    }

    @Override
    public void matchLongs(long min, long max, boolean negated, RowSet among, RowSet into) {
        check(among, into, PhysicalType.INT32, PhysicalType.INT64);
        for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
            long value = longAt(element);
            if ((value >= min && value <= max) != negated) {
                into.add(element);
            }
        }
    }

    @Override
    public void matchDoubles(DoublePredicate test, RowSet among, RowSet into) {
        check(among, into, PhysicalType.DOUBLE);
        for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
            if (among.contains(element) && test.test(doubleAt(element))) {
                into.add(element);
            }
        }
    }

    @Override
    public void matchBooleans(boolean value, RowSet among, RowSet into) {
        check(among, into, PhysicalType.BOOLEAN);
        for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
            if (booleanAt(element) == value) {
                into.add(element);
            }
        }
    }

    @Override
    public void matchTexts(TextTest test, RowSet among, RowSet into) {
        check(among, into, PhysicalType.BYTE_ARRAY, PhysicalType.FIXED_LEN_BYTE_ARRAY);
        if (dictionary != null) {
            byte[] wanted = ColumnChunk.wanted(dictionary.count());
            if (dictionary.test(test, wanted) == 0) {
                return;
            }
            for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
                if (wanted[content.codes[element]] != 0) {
                    into.add(element);
                }
            }
            return;
        }
        for (int element = present.next(0); element < elementCount(); element = present.next(element + 1)) {
            int start = textStart(element);
            if (among.contains(element) && test.test(content.bytes, start, content.textEnds[element] - start)) {
                into.add(element);
            }
        }
    }

    private int textStart(int element) {
        return element == 0 ? 0 : content.textEnds[element - 1];
    }

    @Override
    public boolean isPresent(int element) {
        return present.contains(element);
    }

    @Override
    public int code(int element) {
        return dictionary == null ? -1 : content.codes[element];
    }

    @Override
    public long longAt(int element) {
        if (dictionary != null) {
            return present.contains(element) ? dictionary.longAt(content.codes[element]) : 0;
        }
        return content.longs[element];
    }

    @Override
    public double doubleAt(int element) {
        if (dictionary != null && dictionary.entries() instanceof Values.Doubles(double[] values, int _)) {
            return present.contains(element) ? values[content.codes[element]] : 0;
        }
        return Double.longBitsToDouble(content.longs[element]);
    }

    @Override
    public boolean booleanAt(int element) {
        return content.longs[element] != 0;
    }

    @Override
    public byte @Nullable [] bytesAt(int element) {
        TextSlice slice = new TextSlice();
        return textAt(element, slice) ? slice.toByteArray() : null;
    }

    @Override
    public boolean textAt(int element, TextSlice into) {
        if (!present.contains(element)) {
            return false;
        }
        if (dictionary != null) {
            dictionary.textAt(content.codes[element], into);
        } else {
            int start = textStart(element);
            into.set(content.bytes, start, content.textEnds[element] - start);
        }
        return true;
    }
}
