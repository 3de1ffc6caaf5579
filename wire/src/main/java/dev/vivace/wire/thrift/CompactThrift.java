package dev.vivace.wire.thrift;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Thrift's compact protocol.
///
/// ```text
/// message   u8 0x82, u8 type << 5 | 1, varint sequence, string name
/// field     u8 delta << 4 | type, value; delta 0: zigzag varint id follows. A boolean's value is its type
/// list      u8 size << 4 | type, size 15: varint size follows; elements
/// map       varint size, unless 0: u8 type of keys << 4 | type of values; keys and values in turns
/// string    varint length, bytes
/// ```
/// Integers are zigzag varints, doubles little-endian.
public final class CompactThrift extends ThriftReader {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PROTOCOL = 0x82;
    private static final int TRUE = 1;
    private static final int[] TYPES = {
        STOP, BOOL, BOOL, BYTE, I16, I32, I64, DOUBLE, STRING, LIST, SET, MAP, STRUCT, UUID
    };

    /// Id of the last field of every struct that is open.
    private final int[] lastIds = new int[MAX_DEPTH + 1];
    private int open;
    private boolean flag;
    private int mapTypes;

    public CompactThrift(byte[] data, int offset, int length) {
        super(data, offset, length);
    }

    @Override
    public String message() {
        int protocol = int8() & 0xff;
        if (protocol != PROTOCOL) {
            throw malformed("protocol id " + Integer.toHexString(protocol) + " (expected: 82)");
        }
        int version = int8() & 0x1f;
        if (version != 1) {
            throw malformed("version " + version + " (expected: 1)");
        }
        varint();
        return text();
    }

    @Override
    void enterStruct() {
        lastIds[++open] = 0;
    }

    @Override
    void leaveStruct() {
        open--;
    }

    @Override
    public boolean nextField() {
        int head = int8() & 0xff;
        if (head == STOP) {
            type = STOP;
            return false;
        }
        type = type(head & 0x0f);
        flag = (head & 0x0f) == TRUE;
        int delta = head >>> 4;
        fieldId = delta == 0 ? int16() : lastIds[open] + delta;
        lastIds[open] = fieldId;
        return true;
    }

    @Override
    int listHead() {
        int head = int8() & 0xff;
        type = type(head & 0x0f);
        int size = head >>> 4;
        return size == 15 ? size() : size;
    }

    @Override
    int mapHead() {
        int size = size();
        if (size != 0) {
            int types = int8() & 0xff;
            mapTypes = type(types >>> 4) << 8 | type(types & 0x0f);
        }
        return size;
    }

    @Override
    int mapTypes() {
        return mapTypes;
    }

    @Override
    int stringLength() {
        return size();
    }

    @Override
    void skipBoolElement() {
        int8();
    }

    /// Of a field, not of a list's element.
    @Override
    public boolean bool() {
        return flag;
    }

    @Override
    public short int16() {
        return (short) int64();
    }

    @Override
    public int int32() {
        return (int) int64();
    }

    @Override
    public long int64() {
        long zigzag = varint();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    @Override
    public double real() {
        need(8);
        long bits = (long) LONGS.get(data, position);
        position += 8;
        return Double.longBitsToDouble(bits);
    }

    private int type(int compact) {
        if (compact >= TYPES.length) {
            throw malformed("a value of compact type " + compact);
        }
        return TYPES[compact];
    }

    private int size() {
        long size = varint();
        return size < 0 || size > Integer.MAX_VALUE ? -1 : (int) size;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = int8();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than 10 bytes");
    }
}
