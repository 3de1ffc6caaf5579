package dev.vivace.parquet;

import dev.vivace.model.RowSet;

/// The values that a column chunk has, absent ones left out, in row order; or the entries of a dictionary.
/// Arrays may be longer than `count` says and are shared, not copied: the writer reads them during
/// [ParquetWriter#column] only, and what a reader hands out must not be changed.
public sealed interface Values {

    /// How many values.
    int count();

    /// Each value is `entries[code]`. Written with a dictionary page.
    ///
    /// @param entries of any kind but `Dictionary` and `Booleans`; distinct, each used at least once. (An
    ///     unused or doubled entry does no harm but that bounds are wider and the file larger than need be.)
    /// @param codes of at least `count` values, each `0` to `entries.count() - 1`
    record Dictionary(Values entries, int[] codes, int count) implements Values {
        public Dictionary {
            if (entries instanceof Dictionary || entries instanceof Booleans) {
                throw new IllegalArgumentException("dictionary of "
                        + entries.getClass().getSimpleName() + " (expected: Longs, Ints, Doubles, Fixed or Texts)");
            }
        }
    }

    /// For `INT64`.
    record Longs(long[] values, int count) implements Values {}

    /// For `INT32`.
    record Ints(int[] values, int count) implements Values {}

    /// For `DOUBLE`. NaN payloads and the sign of zero survive.
    record Doubles(double[] values, int count) implements Values {}

    /// For `BOOLEAN`: value `i` is whether `bits` contains `i`.
    record Booleans(RowSet bits) implements Values {
        @Override
        public int count() {
            return bits.rows();
        }
    }

    /// For `FIXED_LEN_BYTE_ARRAY`: value `i` is `width` bytes from `i * width`.
    record Fixed(byte[] bytes, int width, int count) implements Values {}

    /// For `BYTE_ARRAY`: value `i` is the bytes `offsets[i]` to `offsets[i + 1] - 1`.
    ///
    /// @param offsets ascending, at least `count + 1` long
    record Texts(byte[] bytes, int[] offsets, int count) implements Values {}

    /// For `BYTE_ARRAY`, without a copy of all of them: value `i` is what `source` has for `codes[i]`.
    ///
    /// @param codes of at least `count` values
    record Lookup(TextLookup source, int[] codes, int count) implements Values {

        byte[] bytes(int value) {
            byte[] bytes = new byte[source.lengthBytes(codes[value])];
            source.copy(codes[value], bytes, 0);
            return bytes;
        }
    }
}
