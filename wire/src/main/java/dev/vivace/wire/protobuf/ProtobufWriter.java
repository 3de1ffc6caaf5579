package dev.vivace.wire.protobuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes protobuf messages into one growing array. Mutable, confined to one thread.
///
/// A nested message is opened with [#open] and closed with [#close]; its length is written when it closes, in as few
/// bytes as it needs, so that the output is what any protobuf library writes. Every method writes what it is told:
/// proto3's omission of defaults is the `optional…` methods' business.
///
/// @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, encoding</a>
public final class ProtobufWriter {

    /// Wire type of int32, int64, uint32, uint64, bool and enums.
    public static final int VARINT = 0;
    /// Wire type of fixed64 and double.
    public static final int FIXED64 = 1;
    /// Wire type of strings, bytes and messages.
    public static final int LENGTH_DELIMITED = 2;
    /// Wire type of fixed32 and float.
    public static final int FIXED32 = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_SIZE = Integer.MAX_VALUE - 64;

    private byte[] buffer;
    private int size;

    public ProtobufWriter() {
        this(256);
    }

    /// @param sizeBytes how much to reserve at first; it grows as needed
    public ProtobufWriter(int sizeBytes) {
        buffer = new byte[Math.max(16, sizeBytes)];
    }

    /// Bytes written so far.
    public int sizeBytes() {
        return size;
    }

    /// A copy of what was written. Every opened message must be closed.
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /// Forgets what was written and keeps the array.
    public void clear() {
        size = 0;
    }

    /// Forgets everything written after the first `sizeBytes` bytes.
    public void truncate(int sizeBytes) {
        if (sizeBytes < 0 || sizeBytes > size) {
            throw new IllegalArgumentException("truncate to " + sizeBytes + " bytes (expected: 0 to " + size + ")");
        }
        size = sizeBytes;
    }

    /// Opens a nested message.
    ///
    /// @return the mark to close it with
    public int open(int field) {
        tag(field, LENGTH_DELIMITED);
        reserve(1);
        return size++; // most messages are short: one byte is kept for the length
    }

    /// Closes the message opened with the mark, moving its bytes up if the length needs more than one byte.
    public void close(int mark) {
        int length = size - mark - 1;
        int more = varintSize(length) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(buffer, mark + 1, buffer, mark + 1 + more, length);
        }
        size = mark;
        varint(length);
        size += length;
    }

    /// A nested message without content.
    public void emptyMessage(int field) {
        tag(field, LENGTH_DELIMITED);
        varint(0);
    }

    public void string(int field, String text) {
        bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes the string unless it is empty.
    public void optionalString(int field, String text) {
        if (!text.isEmpty()) {
            string(field, text);
        }
    }

    public void bytes(int field, byte[] bytes) {
        bytes(field, bytes, 0, bytes.length);
    }

    public void bytes(int field, byte[] bytes, int offset, int length) {
        tag(field, LENGTH_DELIMITED);
        varint(length);
        raw(bytes, offset, length);
    }

    /// Writes eight bytes, the most significant first: a span id.
    public void bytes8(int field, long bigEndian) {
        tag(field, LENGTH_DELIMITED);
        varint(8);
        rawBigEndian(bigEndian);
    }

    /// Writes sixteen bytes, the most significant first: a trace id.
    public void bytes16(int field, long high, long low) {
        tag(field, LENGTH_DELIMITED);
        varint(16);
        rawBigEndian(high);
        rawBigEndian(low);
    }

    /// An int64, uint64 or an enum.
    public void int64(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /// Writes the number unless it is zero.
    public void optionalInt64(int field, long value) {
        if (value != 0) {
            int64(field, value);
        }
    }

    /// Writes an int32 or enum unless it is zero; negative ones take ten bytes, as protobuf wants it.
    public void optionalInt32(int field, int value) {
        optionalInt64(field, value);
    }

    /// Writes the unsigned 32-bit number unless it is zero.
    public void optionalUint32(int field, int value) {
        optionalInt64(field, Integer.toUnsignedLong(value));
    }

    public void bool(int field, boolean flag) {
        int64(field, flag ? 1 : 0);
    }

    public void fixed64(int field, long value) {
        tag(field, FIXED64);
        reserve(8);
        LONGS.set(buffer, size, value);
        size += 8;
    }

    /// Writes the number unless it is zero.
    public void optionalFixed64(int field, long value) {
        if (value != 0) {
            fixed64(field, value);
        }
    }

    public void fixed32(int field, int value) {
        tag(field, FIXED32);
        reserve(4);
        INTS.set(buffer, size, value);
        size += 4;
    }

    /// Writes the number unless it is zero.
    public void optionalFixed32(int field, int value) {
        if (value != 0) {
            fixed32(field, value);
        }
    }

    public void real(int field, double value) {
        fixed64(field, Double.doubleToRawLongBits(value));
    }

    /// Writes the number unless it is positive zero.
    public void optionalReal(int field, double value) {
        optionalFixed64(field, Double.doubleToRawLongBits(value));
    }

    /// Writes a field's number and wire type.
    public void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    /// Writes a bare varint, seven bits a byte.
    public void varint(long value) {
        reserve(10);
        while ((value & ~0x7FL) != 0) {
            buffer[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        buffer[size++] = (byte) value;
    }

    /// Writes bytes as they are, for example a message encoded elsewhere.
    public void raw(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    /// Number of bytes a varint takes, 1 to 10.
    public static int varintSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private void rawBigEndian(long value) {
        reserve(8);
        BIG_LONGS.set(buffer, size, value);
        size += 8;
    }

    private void reserve(int more) {
        if (more > buffer.length - size) {
            long wanted = Math.max((long) size + more, (long) buffer.length * 2);
            if ((long) size + more > MAX_SIZE) {
                throw new IllegalStateException("protobuf message has more than " + MAX_SIZE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, MAX_SIZE));
        }
    }
}
