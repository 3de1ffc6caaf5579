package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.ByteSink;
import java.nio.charset.StandardCharsets;

/// Thrift's compact protocol, writing. Fields of one structure come in ascending order.
///
/// @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">the protocol</a>
final class ThriftWriter {

    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int DOUBLE = 7;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int SET = 10;
    static final int MAP = 11;
    static final int STRUCT = 12;

    private final ByteSink out;
    private int lastField;

    ThriftWriter(ByteSink out) {
        this.out = out;
    }

    private void header(int field, int type) {
        int step = field - lastField;
        if (step > 0 && step < 16) {
            out.putByte(step << 4 | type);
        } else {
            out.putByte(type);
            out.putZigzag(field);
        }
        lastField = field;
    }

    void i32(int field, int value) {
        header(field, I32);
        out.putZigzag(value);
    }

    void i64(int field, long value) {
        header(field, I64);
        out.putZigzag(value);
    }

    void i16(int field, int value) {
        header(field, I16);
        out.putZigzag(value);
    }

    void binary(int field, byte[] value) {
        header(field, BINARY);
        element(value);
    }

    void string(int field, String value) {
        binary(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Opens a structure as a field; the result goes to [#end].
    int struct(int field) {
        header(field, STRUCT);
        return begin();
    }

    /// Opens a structure that is a list's element or stands alone.
    int begin() {
        int outer = lastField;
        lastField = 0;
        return outer;
    }

    void end(int outer) {
        out.putByte(0);
        lastField = outer;
    }

    /// A structure without fields: how Thrift unions say which.
    void emptyStruct(int field) {
        end(struct(field));
    }

    void list(int field, int elementType, int size) {
        header(field, LIST);
        if (size < 15) {
            out.putByte(size << 4 | elementType);
        } else {
            out.putByte(0xF0 | elementType);
            out.putVarint(size);
        }
    }

    void element(byte[] value) {
        out.putVarint(value.length);
        out.put(value, 0, value.length);
    }

    void element(String value) {
        element(value.getBytes(StandardCharsets.UTF_8));
    }

    void element(long value) {
        out.putZigzag(value);
    }

    void element(boolean value) {
        out.putByte(value ? TRUE : FALSE);
    }
}
