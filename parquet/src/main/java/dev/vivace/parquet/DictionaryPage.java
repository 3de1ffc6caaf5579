package dev.vivace.parquet;

import java.util.Arrays;

/// The decoded dictionary of a column chunk: code `c` stands for entry `c`. Immutable, thread-safe.
public final class DictionaryPage {

    private final Values entries;

    DictionaryPage(Values entries) {
        this.entries = entries;
    }

    /// The entries: `Longs`, `Ints`, `Doubles`, `Fixed` or `Texts` by the leaf's type. Shared; not to be changed.
    public Values entries() {
        return entries;
    }

    public int count() {
        return entries.count();
    }

    /// The code of a byte string; -1 if it is not in the dictionary. Looks at every entry.
    public int codeOf(byte[] value) {
        switch (entries) {
            case Values.Texts(byte[] bytes, int[] offsets, int count) -> {
                for (int i = 0; i < count; i++) {
                    if (offsets[i + 1] - offsets[i] == value.length
                            && Arrays.equals(bytes, offsets[i], offsets[i + 1], value, 0, value.length)) {
                        return i;
                    }
                }
            }
            case Values.Fixed(byte[] bytes, int width, int count) -> {
                for (int i = 0; value.length == width && i < count; i++) {
                    if (Arrays.equals(bytes, i * width, (i + 1) * width, value, 0, width)) {
                        return i;
                    }
                }
            }
            default ->
                throw new IllegalStateException("byte string sought in a dictionary of "
                        + entries.getClass().getSimpleName() + " (expected: Texts or Fixed)");
        }
        return -1;
    }

    /// The entry `code` of a dictionary of `INT32` or `INT64`.
    public long longAt(int code) {
        return switch (entries) {
            case Values.Longs(long[] values, int _) -> values[code];
            case Values.Ints(int[] values, int _) -> values[code];
            default ->
                throw new IllegalStateException("number sought in a dictionary of "
                        + entries.getClass().getSimpleName() + " (expected: Longs or Ints)");
        };
    }

    /// Points `into` at entry `code` of a dictionary of byte strings.
    public void textAt(int code, TextSlice into) {
        switch (entries) {
            case Values.Texts(byte[] bytes, int[] offsets, int _) ->
                into.set(bytes, offsets[code], offsets[code + 1] - offsets[code]);
            case Values.Fixed(byte[] bytes, int width, int _) -> into.set(bytes, code * width, width);
            default ->
                throw new IllegalStateException("byte string sought in a dictionary of "
                        + entries.getClass().getSimpleName() + " (expected: Texts or Fixed)");
        }
    }
}
