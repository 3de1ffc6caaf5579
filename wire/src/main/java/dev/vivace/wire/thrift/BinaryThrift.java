package dev.vivace.wire.thrift;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Thrift's binary protocol, strict and old.
///
/// ```text
/// message   i32 0x80010000 | type, string name, i32 sequence
///           or, old: string name, u8 type, i32 sequence
/// field     u8 type, i16 id, value; type 0 ends the struct
/// list      u8 type, i32 size, elements
/// map       u8 type of keys, u8 type of values, i32 size, keys and values in turns
/// string    i32 length, bytes
/// ```
/// All numbers are big-endian.
public final class BinaryThrift extends ThriftReader {

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int VERSION_MASK = 0xffff0000;
    private static final int VERSION = 0x80010000;

    private int mapTypes;

    public BinaryThrift(byte[] data, int offset, int length) {
        super(data, offset, length);
    }

    @Override
    public String message() {
        int head = int32();
        if ((head & VERSION_MASK) == VERSION) {
            String name = text();
            int32();
            return name;
        }
        if (head < 0 || head > end - position) {
            throw malformed("the head of a message of version " + Integer.toHexString(head >>> 16));
        }
        String name = new String(data, position, head, StandardCharsets.UTF_8);
        position += head;
        int8();
        int32();
        return name;
    }

    @Override
    void enterStruct() {}

    @Override
    void leaveStruct() {}

    @Override
    public boolean nextField() {
        type = int8();
        if (type == STOP) {
            return false;
        }
        fieldId = int16();
        return true;
    }

    @Override
    int listHead() {
        type = int8();
        return int32();
    }

    @Override
    int mapHead() {
        int keys = int8() & 0xff;
        mapTypes = keys << 8 | int8() & 0xff;
        return int32();
    }

    @Override
    int mapTypes() {
        return mapTypes;
    }

    @Override
    int stringLength() {
        return int32();
    }

    @Override
    void skipBoolElement() {
        int8();
    }

    @Override
    public boolean bool() {
        return int8() != 0;
    }

    @Override
    public short int16() {
        need(2);
        short value = (short) SHORTS.get(data, position);
        position += 2;
        return value;
    }

    @Override
    public int int32() {
        need(4);
        int value = (int) INTS.get(data, position);
        position += 4;
        return value;
    }

    @Override
    public long int64() {
        need(8);
        long value = (long) LONGS.get(data, position);
        position += 8;
        return value;
    }

    @Override
    public double real() {
        return Double.longBitsToDouble(int64());
    }
}
