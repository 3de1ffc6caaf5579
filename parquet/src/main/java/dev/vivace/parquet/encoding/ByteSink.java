package dev.vivace.parquet.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A growing byte array to write into, reused over and over. Little-endian. Confined to one thread.
public final class ByteSink {

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /// The array written to; bytes past [#size()] mean nothing. Replaced when it must grow.
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /// Makes room for `extra` more bytes.
    public void reserve(int extra) {
        int needed = Math.addExact(size, extra);
        if (needed > bytes.length) {
            long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
        }
    }

    /// Takes `length` bytes as written: they were put into [#bytes()] directly, after [#reserve].
    public void advance(int length) {
        size += length;
    }

    public void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    public void putInt(int value) {
        reserve(4);
        INT.set(bytes, size, value);
        size += 4;
    }

    /// Overwrites four bytes written before.
    public void setInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    public void putLong(long value) {
        reserve(8);
        LONG.set(bytes, size, value);
        size += 8;
    }

    public void put(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /// An unsigned LEB128 number.
    public void putVarint(long value) {
        reserve(10);
        while ((value & ~0x7FL) != 0) {
            bytes[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[size++] = (byte) value;
    }

    /// A signed LEB128 number, zigzag.
    public void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    /// The `width` low bytes of `value`.
    public void putLittleEndian(int value, int width) {
        for (int i = 0; i < width; i++) {
            putByte(value >>> 8 * i);
        }
    }
}
