package dev.vivace.wire.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers as ASCII digits, eight at a time: answers are numbers for the greater part. Each digit has a byte of a
/// `long`, the first in the lowest, so that a few multiplications make all eight.
final class Digits {

    /// What must be free where a number is written: its digits, and what is written behind them.
    static final int ROOM_BYTES = 40;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int EIGHT_DIGITS = 100_000_000;

    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;

    private Digits() {}

    /// Writes the decimal digits of a number that is not negative from `into[at]` on.
    ///
    /// @return where they end
    static int decimal(long number, byte[] into, int at) {
        if (number < 10) { // counts, mostly
            into[at] = (byte) ('0' + number);
            return at + 1;
        }
        if (number < EIGHT_DIGITS) {
            return first(decimals((int) number), '0' * EACH_BYTE, into, at);
        }
        long upper = number / EIGHT_DIGITS;
        int end;
        if (upper < EIGHT_DIGITS) {
            end = first(decimals((int) upper), '0' * EACH_BYTE, into, at);
        } else {
            long top = upper / EIGHT_DIGITS;
            end = first(decimals((int) top), '0' * EACH_BYTE, into, at);
            LONG.set(into, end, decimals((int) (upper - top * EIGHT_DIGITS)) + '0' * EACH_BYTE);
            end += 8;
        }
        LONG.set(into, end, decimals((int) (number - upper * EIGHT_DIGITS)) + '0' * EACH_BYTE);
        return end + 8;
    }

    /// Writes the 16 hex digits of a number from `into[at]` on.
    ///
    /// @return where they end
    static int hex(long number, byte[] into, int at) {
        LONG.set(into, at, letters(hexes((int) (number >>> 32))));
        LONG.set(into, at + 8, letters(hexes((int) number)));
        return at + 16;
    }

    /// The same without leading zeros; of zero, one digit.
    static int shortHex(long number, byte[] into, int at) {
        int upper = (int) (number >>> 32);
        long lower = hexes((int) number);
        if (upper == 0) {
            return first(lower, letters(lower) - lower, into, at);
        }
        long digits = hexes(upper);
        int end = first(digits, letters(digits) - digits, into, at);
        LONG.set(into, end, letters(lower));
        return end + 8;
    }

    /// A hex digit, of 0 to 15.
    static byte hex(int digit) {
        return (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }

    /// Writes what comes after leading zeros, at least one digit.
    ///
    /// @param digits eight values
    /// @param letters what to add to each for its letter
    private static int first(long digits, long letters, byte[] into, int at) {
        int zeros = Math.min(7, Long.numberOfTrailingZeros(digits) >> 3);
        LONG.set(into, at, digits + letters >>> 8 * zeros);
        return at + 8 - zeros;
    }

    /// The eight decimal digits of a number below 100,000,000: halves, quarters, digits, those of one step next to each
    /// other. The products are quotients for all numbers of so many digits.
    private static long decimals(int number) {
        long thousands = number / 10_000;
        long halves = thousands | number - 10_000 * thousands << 32;
        long hundreds = halves * 10_486 >>> 20 & 0x7F_0000_007FL;
        long quarters = hundreds | halves - 100 * hundreds << 16;
        long tens = quarters * 103 >>> 10 & 0xF_000F_000F_000FL;
        return tens | quarters - 10 * tens << 8;
    }

    /// The eight hex digits of a number, as values of 0 to 15.
    private static long hexes(int number) {
        long halves = number >>> 16 | (number & 0xFFFFL) << 32;
        long quarters = halves >>> 8 & 0xFF_0000_00FFL | (halves & 0xFF_0000_00FFL) << 16;
        return quarters >>> 4 & 0xF_000F_000F_000FL | (quarters & 0xF_000F_000F_000FL) << 8;
    }

    private static long letters(long hexes) {
        long beyondNine = hexes + 6 * EACH_BYTE >>> 4 & EACH_BYTE;
        return hexes + '0' * EACH_BYTE + beyondNine * ('a' - '0' - 10);
    }
}
