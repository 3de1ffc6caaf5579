package dev.vivace.wire.otlp;

import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The decoder's way through the bytes of a request: tags, numbers, lengths, unknown fields, each checked against
/// the end of the message around it. Knows protobuf and no OTLP. A superclass and not a part, so that the hot methods
/// reach `data` and `next` without another step. Confined to one thread.
///
/// Parameters of all methods: `p` is where to read, `end` where the message around it ends, `at` where the field began,
/// for the refusal.
abstract sealed class RequestBytes permits OtlpDecoder {

    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    /// As deep as protobuf libraries go by default.
    private static final int MAX_GROUP_DEPTH = 100;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NO_DATA = {};

    byte[] data = NO_DATA;
    int requestOffset;
    int requestLength;
    int repairedStrings;

    /// Where reading goes on after the tag, varint or length that was read last: Java returns one value only.
    int next;

    final void open(byte[] data, int offset, int length) {
        this.data = data;
        requestOffset = offset;
        requestLength = length;
        repairedStrings = 0;
    }

    final void close() {
        data = NO_DATA;
    }

    /// Says why the request is refused. Made only when it is.
    final Refusals refusals() {
        return new Refusals(data, requestOffset, requestLength);
    }

    /// Mends the text from `start` to `end` (exclusive) if it needs to be.
    final void text(int start, int end) {
        if (!Utf8.isAscii(data, start, end) && Utf8.repair(data, start, end)) {
            repairedStrings++;
        }
    }

    final int tag(int p, int end) throws MalformedOtlpException {
        int tag = data[p];
        if (tag > 0) {
            next = p + 1;
            return tag;
        }
        return (int) longVarint(p, end, p, "a field's tag");
    }

    final long varint(int p, int end, int at) throws MalformedOtlpException {
        if (p < end) {
            byte b = data[p];
            if (b >= 0) {
                next = p + 1;
                return b;
            }
        }
        return longVarint(p, end, at, "a number");
    }

    /// Reads the length at `p` and leaves `next` where the content begins.
    ///
    /// @return where the content ends, at most `end`
    final int lengthEnd(int p, int end, int at) throws MalformedOtlpException {
        int length;
        if (p < end && data[p] >= 0) {
            length = data[p];
            next = p + 1;
        } else {
            length = (int) longVarint(p, end, at, "a length");
        }
        if (length < 0 || length > end - next) {
            throw refusals()
                    .malformed(
                            at,
                            "says it has " + Integer.toUnsignedString(length) + " bytes, but only " + (end - next)
                                    + " are left in the message around it (expected: a length that fits)");
        }
        return next + length;
    }

    final long longVarint(int start, int end, int at, String what) throws MalformedOtlpException {
        byte[] d = data;
        long value = 0;
        int p = start;
        for (int shift = 0; shift < 70; shift += 7) {
            if (p >= end) {
                throw refusals().malformed(at, "ends in the middle of " + what + " (expected: at least one more byte)");
            }
            byte b = d[p++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                next = p;
                return value;
            }
        }
        throw refusals().malformed(at, what + " takes more than 10 bytes (expected: a varint of 1 to 10 bytes)");
    }

    final long fixed64(int p, int end, int at) throws MalformedOtlpException {
        if (end - p < 8) {
            throw refusals().malformed(at, "has " + (end - p) + " bytes left for a 64-bit number (expected: 8)");
        }
        return (long) LONGS.get(data, p);
    }

    final int fixed32(int p, int end, int at) throws MalformedOtlpException {
        if (end - p < 4) {
            throw refusals().malformed(at, "has " + (end - p) + " bytes left for a 32-bit number (expected: 4)");
        }
        return (int) INTS.get(data, p);
    }

    /// Skips the value of an unknown field (or of a known one with a wire type that is not its own, which protobuf
    /// treats the same).
    ///
    /// @return where the next field begins
    final int skip(int tag, int p, int end, int at) throws MalformedOtlpException {
        if (tag >>> 3 == 0) {
            throw refusals().malformed(at, "has field number 0 (expected: 1 to 536870911)");
        }
        switch (tag & 7) {
            case 0 -> {
                varint(p, end, at);
                return next;
            }
            case 1 -> {
                fixed64(p, end, at);
                return p + 8;
            }
            case 2 -> {
                return lengthEnd(p, end, at);
            }
            case START_GROUP -> {
                return skipGroup(tag >>> 3, p, end, at, 1);
            }
            case 5 -> {
                fixed32(p, end, at);
                return p + 4;
            }
            case END_GROUP ->
                throw refusals()
                        .malformed(at, "closes group " + (tag >>> 3) + ", which was never opened (expected: a field)");
            default -> throw refusals().malformed(at, "has wire type " + (tag & 7) + " (expected: 0 to 5)");
        }
    }

    final int skipGroup(int field, int start, int end, int groupAt, int depth) throws MalformedOtlpException {
        if (depth > MAX_GROUP_DEPTH) {
            throw refusals()
                    .failure(
                            Reason.TOO_DEEP,
                            groupAt,
                            "has unknown groups nested in each other (expected: at most " + MAX_GROUP_DEPTH
                                    + " levels)");
        }
        int p = start;
        while (p < end) {
            int at = p;
            int tag = tag(p, end);
            p = next;
            if (tag == (field << 3 | END_GROUP)) {
                return p;
            }
            if ((tag & 7) == START_GROUP && tag >>> 3 != 0) {
                p = skipGroup(tag >>> 3, p, end, at, depth + 1);
            } else {
                p = skip(tag, p, end, at);
            }
        }
        throw refusals().malformed(groupAt, "opens group " + field + " and never closes it (expected: its end)");
    }
}
