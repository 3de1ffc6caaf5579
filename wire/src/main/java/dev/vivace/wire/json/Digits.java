package dev.vivace.wire.json;

import java.nio.charset.StandardCharsets;

/// Numbers as ASCII digits, without a string in between: answers are numbers for the greater part.
final class Digits {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// The decimal digits of 0 to 99, two each.
    private static final byte[] PAIRS = new byte[200];

    /// 1, 10, 100, and so on.
    private static final long[] POWERS_OF_TEN = new long[19];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private Digits() {}

    /// Decimal digits of a number that is not negative.
    static int decimals(long number) {
        // 1233 / 4096 is a little more than the logarithm of 2: right, or one too few
        int atLeast = (64 - Long.numberOfLeadingZeros(number)) * 1233 >>> 12;
        return Math.max(1, number >= POWERS_OF_TEN[atLeast] ? atLeast + 1 : atLeast);
    }

    /// Writes the decimal digits of a number that is not negative before `into[end]`.
    static void decimal(long number, byte[] into, int end) {
        long rest = number;
        int at = end;
        while (rest >= 100) {
            long hundredth = rest / 100;
            int pair = 2 * (int) (rest - 100 * hundredth);
            into[--at] = PAIRS[pair + 1];
            into[--at] = PAIRS[pair];
            rest = hundredth;
        }
        into[--at] = PAIRS[2 * (int) rest + 1];
        if (rest >= 10) {
            into[--at] = PAIRS[2 * (int) rest];
        }
    }

    /// Hex digits of a number without leading zeros, at least one.
    static int hexes(long number) {
        return Math.max(1, 67 - Long.numberOfLeadingZeros(number) >> 2);
    }

    /// Writes the last `count` hex digits of a number from `into[at]` on.
    static void hex(long number, int count, byte[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = HEX[(int) (number >>> 4 * (count - 1 - i)) & 15];
        }
    }

    /// A hex digit, of 0 to 15.
    static byte hex(int digit) {
        return HEX[digit];
    }
}
