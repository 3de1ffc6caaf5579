package dev.vivace.wire.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 in place, and mends it in place.
///
/// Collectors and SDKs cut long strings after so many bytes, now and then in the middle of a character. Refusing a
/// request of 500 spans for that helps nobody, and keeping the bytes breaks every strict reader downstream (protobuf
/// libraries refuse the whole message). So each byte that belongs to no character becomes `?`: the length stays, and
/// with it every offset.
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /// Whether all bytes from `from` to `to` (exclusive) are below 128.
    static boolean isAscii(byte[] data, int from, int to) {
        long bits = 0;
        int p = from;
        for (; p <= to - 8; p += 8) {
            bits |= (long) LONGS.get(data, p);
        }
        if (p < to) {
            if (p <= data.length - 8) {
                // the bytes behind the text are shifted out
                bits |= (long) LONGS.get(data, p) << (64 - ((to - p) << 3));
            } else {
                for (; p < to; p++) {
                    bits |= data[p] & 0x80;
                }
            }
        }
        return (bits & HIGH_BITS) == 0;
    }

    /// Replaces every byte between `from` and `to` (exclusive) that belongs to no character by `?`.
    ///
    /// @return whether there was one
    static boolean repair(byte[] data, int from, int to) {
        boolean repaired = false;
        int p = from;
        while (p < to) {
            int length = characterLength(data, p, to);
            if (length == 0) {
                data[p] = '?';
                repaired = true;
                p++;
            } else {
                p += length;
            }
        }
        return repaired;
    }

    /// Length of the well-formed character at `p`, or 0 if there is none (Unicode 3.9, table 3-7: no overlong forms, no
    /// surrogates, nothing past U+10FFFF).
    private static int characterLength(byte[] data, int p, int to) {
        int lead = data[p];
        if (lead >= 0) {
            return 1;
        }
        if (p + 1 >= to) {
            return 0;
        }
        lead &= 0xFF;
        int second = data[p + 1] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return (second & 0xC0) == 0x80 ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int lowest = lead == 0xE0 ? 0xA0 : 0x80;
            int highest = lead == 0xED ? 0x9F : 0xBF;
            return second >= lowest && second <= highest && p + 2 < to && isContinuation(data[p + 2]) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int lowest = lead == 0xF0 ? 0x90 : 0x80;
            int highest = lead == 0xF4 ? 0x8F : 0xBF;
            return second >= lowest
                            && second <= highest
                            && p + 3 < to
                            && isContinuation(data[p + 2])
                            && isContinuation(data[p + 3])
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
