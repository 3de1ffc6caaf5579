package dev.vivace.block.meta;

import java.time.Clock;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Makes ids of blocks: 12 hex digits of milliseconds since 1970, a dash, and 12 random ones, so that ids sort by time
/// and never meet. Thread-safe.
public final class BlockId {

    private static final int DIGITS = 12;

    private final Clock clock;
    private final SplittableRandom random = new SplittableRandom();

    public BlockId(Clock clock) {
        this.clock = clock;
    }

    /// When a block's id was made, in milliseconds since 1970; -1 if it is none of ours.
    static long epochMillis(String id) {
        if (id.length() != DIGITS + 1 + DIGITS || id.charAt(DIGITS) != '-') {
            return -1;
        }
        try {
            return HexFormat.fromHexDigitsToLong(id, 0, DIGITS);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    public synchronized String next() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(clock.millis(), DIGITS) + "-" + hex.toHexDigits(random.nextLong(), DIGITS);
    }
}
