package dev.vivace.wire.thrift;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks a Thrift struct field by field. Mutable, confined to one thread.
///
/// ```java
/// reader.beginStruct();
/// while (reader.nextField()) {
///     switch (reader.field(ThriftReader.STRING)) {
///         case 5 -> name = reader.text();
///         default -> reader.skip();
///     }
/// }
/// reader.endStruct();
/// ```
/// Every value must be read or skipped. Every method throws [MalformedThriftException] where the bytes
/// are no Thrift.
///
/// @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md">the protocols</a>
public abstract sealed class ThriftReader permits BinaryThrift, CompactThrift {

    /// Types of values, with the numbers of the binary protocol.
    public static final int STOP = 0;

    public static final int BOOL = 2;
    public static final int BYTE = 3;
    public static final int DOUBLE = 4;
    public static final int I16 = 6;
    public static final int I32 = 8;
    public static final int I64 = 10;
    public static final int STRING = 11;
    public static final int STRUCT = 12;
    public static final int MAP = 13;
    public static final int SET = 14;
    public static final int LIST = 15;
    public static final int UUID = 16;

    /// How deep structs and collections may stand inside each other; tracers need five.
    static final int MAX_DEPTH = 32;

    final byte[] data;
    final int start;
    final int end;
    int position;

    int type;
    int fieldId;
    private int depth;

    ThriftReader(byte[] data, int offset, int length) {
        this.data = data;
        this.start = offset;
        this.position = offset;
        this.end = offset + length;
    }

    /// Reads the head of a message.
    ///
    /// @return the method's name
    public abstract String message();

    public final void beginStruct() {
        deeper();
        enterStruct();
    }

    public final void endStruct() {
        leaveStruct();
        depth--;
    }

    /// Steps to the next field of the struct.
    ///
    /// @return false at its end
    public abstract boolean nextField();

    /// Number of the current field, or -1 if its value is of another type than expected.
    public final int field(int expected) {
        return type == expected ? fieldId : -1;
    }

    /// Number of the current field, whatever its type.
    public final int fieldId() {
        return fieldId;
    }

    /// Type of the current field's value, or of the elements of the list begun last.
    public final int type() {
        return type;
    }

    /// Skips the current field's value.
    public final void skip() {
        skip(type);
    }

    /// Begins a list or set whose elements must be of one type; [#endList] when all are read.
    ///
    /// @return how many elements follow
    public final int beginList(int expected) {
        deeper();
        int size = listHead();
        if (size > 0 && type != expected) {
            throw malformed("a list of type " + type + " (expected: " + expected + ")");
        }
        // an element takes at least a byte
        if (size < 0 || size > end - position) {
            throw malformed(
                    "a list of " + Integer.toUnsignedString(size) + " elements, " + (end - position) + " bytes left");
        }
        return size;
    }

    public final void endList() {
        depth--;
    }

    public abstract boolean bool();

    public final byte int8() {
        need(1);
        return data[position++];
    }

    public abstract short int16();

    public abstract int int32();

    public abstract long int64();

    public abstract double real();

    /// A string; what is no UTF-8 becomes U+FFFD.
    public final String text() {
        int length = length();
        String text = new String(data, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /// A binary value, copied.
    public final byte[] bytes() {
        int length = length();
        byte[] copy = Arrays.copyOfRange(data, position, position + length);
        position += length;
        return copy;
    }

    /// Where the next byte is read, from the beginning of the request.
    public final int position() {
        return position - start;
    }

    /// Goes back, or forth, to where [#position] was; between two fields of one struct only.
    public final void seek(int position) {
        this.position = start + position;
    }

    /// How many bytes are left.
    public final int remaining() {
        return end - position;
    }

    abstract void enterStruct();

    abstract void leaveStruct();

    /// Reads a list's type and size.
    abstract int listHead();

    /// Reads the types and the size of a map.
    ///
    /// @return the size; the types are in [#mapTypes]
    abstract int mapHead();

    /// Of the map begun last: type of the keys, then of the values, a byte each.
    abstract int mapTypes();

    abstract int stringLength();

    /// Skips a value inside a list, set or map, where booleans take a byte.
    abstract void skipBoolElement();

    private int length() {
        int length = stringLength();
        if (length < 0 || length > end - position) {
            throw malformed(
                    "a string of " + Integer.toUnsignedString(length) + " bytes, " + (end - position) + " left");
        }
        return length;
    }

    private void skip(int skipped) {
        switch (skipped) {
            case BOOL -> bool();
            case BYTE -> int8();
            case I16 -> int16();
            case I32 -> int32();
            case I64 -> int64();
            case DOUBLE -> real();
            case STRING -> position += length();
            case UUID -> {
                need(16);
                position += 16;
            }
            case STRUCT -> {
                beginStruct();
                while (nextField()) {
                    skip(type);
                }
                endStruct();
            }
            case LIST, SET -> {
                deeper();
                int size = sane(listHead());
                int element = type;
                for (int i = 0; i < size; i++) {
                    skipElement(element);
                }
                depth--;
            }
            case MAP -> {
                deeper();
                int size = sane(mapHead());
                int types = mapTypes();
                for (int i = 0; i < size; i++) {
                    skipElement(types >> 8);
                    skipElement(types & 0xff);
                }
                depth--;
            }
            default -> throw malformed("a value of type " + skipped);
        }
    }

    private void skipElement(int element) {
        if (element == BOOL) {
            skipBoolElement();
        } else {
            skip(element);
        }
    }

    private int sane(int size) {
        if (size < 0 || size > end - position) {
            throw malformed("a collection of " + Integer.toUnsignedString(size) + " elements, " + (end - position)
                    + " bytes left");
        }
        return size;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw malformed("values nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    final void need(int count) {
        if (count > end - position) {
            throw malformed("a value of " + count + " bytes, " + (end - position) + " left");
        }
    }

    public final MalformedThriftException malformed(String what) {
        return new MalformedThriftException(
                "at byte " + (position - start) + " of " + (end - start) + " stands " + what);
    }
}
