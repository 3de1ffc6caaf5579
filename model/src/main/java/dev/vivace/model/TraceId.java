package dev.vivace.model;

import java.util.HexFormat;

/// The 128-bit identity of a trace. A 64-bit id from an older tracer is the same id with `high == 0`. Immutable.
///
/// Ordered as unsigned 128-bit numbers.
///
/// @param high the left 16 hex digits, as an unsigned 64-bit number
/// @param low the right 16 hex digits, as an unsigned 64-bit number
/// @see <a href="https://www.w3.org/TR/trace-context/#trace-id">W3C Trace Context, trace-id</a>
public record TraceId(long high, long low) implements Comparable<TraceId> {

    /// Length on the wire.
    public static final int SIZE_BYTES = 16;

    public TraceId {
        if (high == 0 && low == 0) {
            throw new IllegalArgumentException("trace id is all zeroes (expected: any other 128-bit value)");
        }
    }

    /// Reads 1 to 32 hex digits of either case, padded on the left with zeros.
    ///
    /// @throws IllegalArgumentException if the text is no such number; the message says where
    public static TraceId parse(String hex) {
        if (hex.isEmpty() || hex.length() > 32) {
            throw new IllegalArgumentException(
                    "trace id '" + hex + "' has " + hex.length() + " digits (expected: 1 to 32 hex digits)");
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!HexFormat.isHexDigit(c)) {
                throw new IllegalArgumentException("trace id '" + hex + "' has '" + c + "' at position " + (i + 1)
                        + " (expected: 1 to 32 hex digits)");
            }
            high = high << 4 | low >>> 60;
            low = low << 4 | HexFormat.fromHexDigit(c);
        }
        return new TraceId(high, low);
    }

    /// All 32 lower-case digits.
    public String toHex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /// Lower-case digits without leading zeros, as search results print it.
    public String toShortHex() {
        return high == 0
                ? Long.toHexString(low)
                : Long.toHexString(high) + HexFormat.of().toHexDigits(low);
    }

    @Override
    public int compareTo(TraceId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
