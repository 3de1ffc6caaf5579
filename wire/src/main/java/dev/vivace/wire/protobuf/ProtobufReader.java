package dev.vivace.wire.protobuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Walks the fields of one protobuf message, for cold paths and for bytes that were checked before. Mutable, confined
/// to one thread. Fields come in the order of the wire; whoever reads decides what repetition means.
///
/// ```java
/// while (reader.next()) {
///     switch (reader.tag()) {
///         case 1 << 3 | LENGTH_DELIMITED -> name = reader.text();
///         default -> {}                          // skipped by the next call of next()
///     }
/// }
/// ```
/// Every method throws [IllegalArgumentException] where the bytes are no protobuf message.
public final class ProtobufReader {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_GROUP_DEPTH = 100;

    private final byte[] data;
    private final int end;
    private int position;

    private int tag;
    private int tagOffset;
    private long number;
    private int valueOffset;
    private int valueLength;

    public ProtobufReader(byte[] data, int offset, int length) {
        if (offset < 0 || length < 0 || length > data.length - offset) {
            throw new IllegalArgumentException(
                    "range " + offset + "+" + length + " (expected: within the array's " + data.length + " bytes)");
        }
        this.data = data;
        this.position = offset;
        this.end = offset + length;
    }

    /// Steps to the next field and reads its value.
    ///
    /// @return false at the end of the message
    public boolean next() {
        if (position >= end) {
            return false;
        }
        tagOffset = position;
        tag = (int) varint();
        int field = tag >>> 3;
        if (field == 0) {
            throw malformed("field number 0");
        }
        switch (tag & 7) {
            case ProtobufWriter.VARINT -> number = varint();
            case ProtobufWriter.FIXED64 -> {
                need(8);
                number = (long) LONGS.get(data, position);
                position += 8;
            }
            case ProtobufWriter.FIXED32 -> {
                need(4);
                number = (int) INTS.get(data, position);
                position += 4;
            }
            case ProtobufWriter.LENGTH_DELIMITED -> {
                int length = (int) varint();
                need(length);
                valueOffset = position;
                valueLength = length;
                position += length;
            }
            case 3 -> {
                valueOffset = position;
                skipGroup(field, 1);
                valueLength = position - valueOffset;
            }
            default -> throw malformed("wire type " + (tag & 7));
        }
        return true;
    }

    /// Field number and wire type of the current field, `field << 3 | wireType`.
    public int tag() {
        return tag;
    }

    /// Number of the current field.
    public int field() {
        return tag >>> 3;
    }

    /// Where the current field's tag stands.
    public int tagOffset() {
        return tagOffset;
    }

    /// Where the field after the current one stands.
    public int position() {
        return position;
    }

    /// Value of a varint, fixed64 or (sign-extended) fixed32 field.
    public long number() {
        return number;
    }

    /// Value of a double field.
    public double real() {
        return Double.longBitsToDouble(number);
    }

    /// Where the content of a length-delimited field begins.
    public int valueOffset() {
        return valueOffset;
    }

    /// Length of a length-delimited field's content.
    public int valueLength() {
        return valueLength;
    }

    /// Content of a string field; what is no UTF-8 becomes U+FFFD.
    public String text() {
        return new String(data, valueOffset, valueLength, StandardCharsets.UTF_8);
    }

    /// Content of a bytes field, copied.
    public byte[] bytes() {
        byte[] copy = new byte[valueLength];
        System.arraycopy(data, valueOffset, copy, 0, valueLength);
        return copy;
    }

    /// A reader of the nested message the current field holds.
    public ProtobufReader message() {
        return new ProtobufReader(data, valueOffset, valueLength);
    }

    private void skipGroup(int field, int depth) {
        if (depth > MAX_GROUP_DEPTH) {
            throw malformed("groups nested deeper than " + MAX_GROUP_DEPTH);
        }
        while (true) {
            int inner = (int) varint();
            int innerField = inner >>> 3;
            if (innerField == 0) {
                throw malformed("field number 0");
            }
            switch (inner & 7) {
                case ProtobufWriter.VARINT -> varint();
                case ProtobufWriter.FIXED64 -> skip(8);
                case ProtobufWriter.FIXED32 -> skip(4);
                case ProtobufWriter.LENGTH_DELIMITED -> skip((int) varint());
                case 3 -> skipGroup(innerField, depth + 1);
                case 4 -> {
                    if (innerField != field) {
                        throw malformed("group " + field + " closed as " + innerField);
                    }
                    return;
                }
                default -> throw malformed("wire type " + (inner & 7));
            }
        }
    }

    private void skip(int length) {
        need(length);
        position += length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            need(1);
            byte b = data[position++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("number of more than 10 bytes");
    }

    private void need(int length) {
        if (length < 0 || length > end - position) {
            throw malformed("value of " + Integer.toUnsignedString(length) + " bytes, " + (end - position) + " left");
        }
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("malformed protobuf message at byte " + position + ": " + what);
    }
}
