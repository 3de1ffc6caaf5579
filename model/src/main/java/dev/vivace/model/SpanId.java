package dev.vivace.model;

import java.util.HexFormat;

/// The 64-bit identity of a span within its trace. Immutable.
///
/// @param value the 16 hex digits as an unsigned 64-bit number; zero appears only as the id of a link's target
public record SpanId(long value) {

    /// Length on the wire.
    public static final int SIZE_BYTES = 8;

    /// All 16 lower-case digits.
    public String toHex() {
        return HexFormat.of().toHexDigits(value);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
