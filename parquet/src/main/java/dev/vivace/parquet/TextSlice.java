package dev.vivace.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Where a byte string lies: a holder that one thread fills and reads over and over, so that no value costs an object.
/// The bytes belong to the reader that filled it and are valid until its next call.
public final class TextSlice {

    private byte[] bytes = {};
    private int offset;
    private int length;

    void set(byte[] newBytes, int newOffset, int newLength) {
        bytes = newBytes;
        offset = newOffset;
        length = newLength;
    }

    /// The array that holds the string among other things. Not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /// The bytes as UTF-8; what is not UTF-8 becomes U+FFFD.
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
