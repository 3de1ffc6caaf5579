package dev.vivace.live.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/// 64-bit hashes of byte strings, and their comparison, 8 bytes at a time. The multiply-and-fold scheme of wyhash,
/// seeded anew in each process so that nobody can prepare collisions: a hash means nothing outside the process.
///
/// @see <a href="https://github.com/wangyi-fudan/wyhash">wyhash</a>
public final class ContentHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SplittableRandom().nextLong();
    private static final long K1 = 0xA0761D6478BD642FL;
    private static final long K2 = 0xE7037ED1A0B428DBL;
    private static final int LONG_TEXT = 64;

    private ContentHash() {}

    public static long of(byte[] data, int offset, int length) {
        long hash = SEED ^ length * K2;
        int position = offset;
        int left = length;
        while (left > 16) {
            hash = fold((long) LONGS.get(data, position) ^ K1, (long) LONGS.get(data, position + 8) ^ hash);
            position += 16;
            left -= 16;
        }
        long a;
        long b;
        if (left >= 8) {
            a = (long) LONGS.get(data, position);
            b = (long) LONGS.get(data, position + left - 8);
        } else if (left >= 4) {
            a = (int) INTS.get(data, position);
            b = (int) INTS.get(data, position + left - 4);
        } else if (left > 0) {
            a = (data[position] & 0xFF) << 16
                    | (data[position + (left >> 1)] & 0xFF) << 8
                    | data[position + left - 1] & 0xFF;
            b = 0;
        } else {
            a = 0;
            b = 0;
        }
        return fold(a ^ K1, b ^ hash);
    }

    /// One hash from two; the order of the arguments counts.
    public static long mix(long a, long b) {
        return fold(a ^ K1, b ^ SEED ^ K2);
    }

    public static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
        if (length >= 8) {
            if (length > LONG_TEXT) {
                return Arrays.equals(a, aOffset, aOffset + length, b, bOffset, bOffset + length);
            }
            int last = length - 8;
            for (int i = 0; i < last; i += 8) {
                if ((long) LONGS.get(a, aOffset + i) != (long) LONGS.get(b, bOffset + i)) {
                    return false;
                }
            }
            return (long) LONGS.get(a, aOffset + last) == (long) LONGS.get(b, bOffset + last);
        }
        if (length >= 4) {
            return (int) INTS.get(a, aOffset) == (int) INTS.get(b, bOffset)
                    && (int) INTS.get(a, aOffset + length - 4) == (int) INTS.get(b, bOffset + length - 4);
        }
        for (int i = 0; i < length; i++) {
            if (a[aOffset + i] != b[bOffset + i]) {
                return false;
            }
        }
        return true;
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
