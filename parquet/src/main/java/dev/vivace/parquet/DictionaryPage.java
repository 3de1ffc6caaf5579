package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.ChunkMeta;
import dev.vivace.parquet.format.PageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/// The decoded dictionary of a column chunk: code `c` stands for entry `c`. Immutable, thread-safe.
public final class DictionaryPage {

    private final Values entries;

    DictionaryPage(Values entries) {
        this.entries = entries;
    }

    static DictionaryPage empty(Leaf leaf) {
        return new DictionaryPage(
                switch (leaf.type()) {
                    case INT32 -> new Values.Ints(new int[0], 0);
                    case INT64 -> new Values.Longs(new long[0], 0);
                    case DOUBLE -> new Values.Doubles(new double[0], 0);
                    case FIXED_LEN_BYTE_ARRAY -> new Values.Fixed(new byte[0], leaf.typeLength(), 0);
                    case BYTE_ARRAY -> new Values.Texts(new byte[0], new int[1], 0);
                    case BOOLEAN -> throw new IllegalStateException("dictionary of booleans");
                });
    }

    /// Decodes a stored page, header included.
    ///
    /// @throws MalformedBytesException if that is not what the bytes are
    static DictionaryPage decode(Leaf leaf, Compression compression, byte[] stored, boolean checksums) {
        PageHeader header = PageHeader.read(stored, 0, stored.length);
        if (header.type() != PageHeader.DICTIONARY_PAGE
                || header.encoding() != ChunkMeta.PLAIN && header.encoding() != ChunkMeta.PLAIN_DICTIONARY) {
            throw new MalformedBytesException("page of type " + header.type() + " in encoding " + header.encoding()
                    + " (expected: 2, a dictionary page, in encoding 0, PLAIN)");
        }
        byte[] bytes = PageBody.unpack(compression, header, stored, 0, new byte[0], checksums ? new CRC32() : null);
        int size = header.uncompressedBytes();
        int count = header.values();
        int width = switch (leaf.type()) {
            case INT32 -> 4;
            case INT64, DOUBLE -> 8;
            case FIXED_LEN_BYTE_ARRAY -> leaf.typeLength();
            case BYTE_ARRAY -> 0;
            case BOOLEAN -> throw new MalformedBytesException("dictionary of booleans (expected: none)");
        };
        boolean fits = width == 0 ? count >= 0 && 4L * count <= size : (long) width * count == size;
        if (!fits) {
            throw new MalformedBytesException(count + " entries in " + size + " bytes (expected: "
                    + (width == 0 ? "at least 4" : width) + " each)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        return new DictionaryPage(
                switch (leaf.type()) {
                    case INT32 -> {
                        int[] values = new int[count];
                        buffer.asIntBuffer().get(values);
                        yield new Values.Ints(values, count);
                    }
                    case INT64 -> {
                        long[] values = new long[count];
                        buffer.asLongBuffer().get(values);
                        yield new Values.Longs(values, count);
                    }
                    case DOUBLE -> {
                        double[] values = new double[count];
                        buffer.asDoubleBuffer().get(values);
                        yield new Values.Doubles(values, count);
                    }
                    case FIXED_LEN_BYTE_ARRAY -> new Values.Fixed(Arrays.copyOf(bytes, size), width, count);
                    case BYTE_ARRAY -> texts(bytes, size, count);
                    case BOOLEAN -> throw new IllegalStateException();
                });
    }

    /// Closes the gaps that the length prefixes leave.
    private static Values texts(byte[] bytes, int size, int count) {
        int[] starts = new int[count + 1];
        PageTexts.locate(bytes, 0, size, count, starts);
        byte[] joined = new byte[size - 4 * count];
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int length = starts[i + 1] - 4 - starts[i];
            System.arraycopy(bytes, starts[i], joined, offsets[i], length);
            offsets[i + 1] = offsets[i] + length;
        }
        return new Values.Texts(joined, offsets, count);
    }

    /// The entries: `Longs`, `Ints`, `Doubles`, `Fixed` or `Texts` by the leaf's type. Shared; not to be
    /// changed.
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

    /// Sets `wanted[code]` to 1 for the entries of a dictionary of byte strings that pass.
    ///
    /// @return how many do
    int test(TextTest test, byte[] wanted) {
        int passed = 0;
        switch (entries) {
            case Values.Texts(byte[] bytes, int[] offsets, int count) -> {
                for (int i = 0; i < count; i++) {
                    if (test.test(bytes, offsets[i], offsets[i + 1] - offsets[i])) {
                        wanted[i] = 1;
                        passed++;
                    }
                }
            }
            case Values.Fixed(byte[] bytes, int width, int count) -> {
                for (int i = 0; i < count; i++) {
                    if (test.test(bytes, i * width, width)) {
                        wanted[i] = 1;
                        passed++;
                    }
                }
            }
            default ->
                throw new IllegalStateException("byte strings sought in a dictionary of "
                        + entries.getClass().getSimpleName() + " (expected: Texts or Fixed)");
        }
        return passed;
    }
}
