package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.MalformedBytesException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Thrift's compact protocol, reading, over one byte array. Used as
/// ```java
/// int outer = in.begin();
/// while (in.next()) {
///     switch (in.field()) {
///         case 1 -> size = in.i32();
///         default -> in.skip();
///     }
/// }
/// in.end(outer);
/// ```
final class ThriftReader {

    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private final int limit;
    private int at;
    private int field;
    private int type;

    ThriftReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.limit = to;
    }

    /// Where the next byte comes from.
    int position() {
        return at;
    }

    int begin() {
        int outer = field;
        field = 0;
        return outer;
    }

    void end(int outer) {
        field = outer;
    }

    /// Moves to the next field; false at the end of the structure.
    boolean next() {
        int header = raw() & 0xFF;
        if (header == 0) {
            return false;
        }
        type = header & 0x0F;
        int step = header >>> 4;
        field = step == 0 ? (int) zigzag() : field + step;
        return true;
    }

    /// The current field's id.
    int field() {
        return field;
    }

    int i32() {
        long value = i64();
        if (value != (int) value) {
            throw new MalformedBytesException("field " + field + " is " + value + " (expected: a 32-bit number)");
        }
        return (int) value;
    }

    long i64() {
        if (type != ThriftWriter.I64 && type != ThriftWriter.I32 && type != ThriftWriter.I16) {
            throw new MalformedBytesException("field " + field + " has Thrift type " + type + " (expected: a number)");
        }
        return zigzag();
    }

    byte[] binary() {
        expect(ThriftWriter.BINARY);
        return binaryElement();
    }

    String string() {
        expect(ThriftWriter.BINARY);
        return stringElement();
    }

    /// Enters the field's structure; see [#begin].
    int struct() {
        expect(ThriftWriter.STRUCT);
        return begin();
    }

    /// The size of the field's list, whose elements must be of `elementType` and take a byte each at least.
    int list(int elementType) {
        expect(ThriftWriter.LIST);
        int header = raw() & 0xFF;
        long size = header >>> 4 == 15 ? varint() : header >>> 4;
        int found = header & 0x0F;
        boolean fits = found == elementType || elementType == ThriftWriter.TRUE && found == ThriftWriter.FALSE;
        if (!fits && size != 0) {
            throw new MalformedBytesException(
                    "field " + field + " lists Thrift type " + found + " (expected: " + elementType + ")");
        }
        if (size < 0 || size > limit - at) {
            throw new MalformedBytesException("field " + field + " lists " + size + " elements (expected: at most "
                    + (limit - at) + ", the bytes left)");
        }
        return (int) size;
    }

    long numberElement() {
        return zigzag();
    }

    boolean boolElement() {
        return raw() == ThriftWriter.TRUE;
    }

    byte[] binaryElement() {
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String stringElement() {
        int length = length();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > limit - at) {
            throw new MalformedBytesException("field " + field + " has " + length + " bytes (expected: at most "
                    + (limit - at) + ", the bytes left)");
        }
        return (int) length;
    }

    private void expect(int expected) {
        if (type != expected) {
            throw new MalformedBytesException(
                    "field " + field + " has Thrift type " + type + " (expected: " + expected + ")");
        }
    }

    /// Passes over the current field.
    void skip() {
        skip(type, 0);
    }

    private void skip(int skipped, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedBytesException("structures nest deeper than " + MAX_DEPTH + " (expected: less)");
        }
        switch (skipped) {
            case ThriftWriter.TRUE, ThriftWriter.FALSE -> {}
            case ThriftWriter.BYTE -> raw();
            case ThriftWriter.I16, ThriftWriter.I32, ThriftWriter.I64 -> varint();
            case ThriftWriter.DOUBLE -> take(8);
            case ThriftWriter.BINARY -> {
                int length = length(); // moves `at` itself
                at += length;
            }
            case ThriftWriter.LIST, ThriftWriter.SET -> {
                int header = raw() & 0xFF;
                long size = header >>> 4 == 15 ? varint() : header >>> 4;
                for (long i = 0; i < size; i++) {
                    skipElement(header & 0x0F, depth);
                }
            }
            case ThriftWriter.MAP -> {
                long size = varint();
                int types = size == 0 ? 0 : raw() & 0xFF;
                for (long i = 0; i < size; i++) {
                    skipElement(types >>> 4, depth);
                    skipElement(types & 0x0F, depth);
                }
            }
            case ThriftWriter.STRUCT -> {
                int outer = begin();
                while (next()) {
                    skip(type, depth + 1);
                }
                end(outer);
            }
            default ->
                throw new MalformedBytesException(
                        "field " + field + " has Thrift type " + skipped + " (expected: 1 to 12)");
        }
    }

    private void skipElement(int elementType, int depth) {
        // in lists a boolean takes a byte, in fields it is the type: so every element takes a byte, and lying sizes end
        if (elementType == ThriftWriter.TRUE || elementType == ThriftWriter.FALSE) {
            raw();
        } else {
            skip(elementType, depth + 1);
        }
    }

    private void take(int count) {
        if (limit - at < count) {
            throw new MalformedBytesException("structure ends within field " + field + " (expected: more bytes)");
        }
        at += count;
    }

    private byte raw() {
        if (at >= limit) {
            throw new MalformedBytesException("structure ends within field " + field + " (expected: more bytes)");
        }
        return bytes[at++];
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = raw();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBytesException(
                "field " + field + " is a number of more than 64 bits (expected: at most 64)");
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }
}
