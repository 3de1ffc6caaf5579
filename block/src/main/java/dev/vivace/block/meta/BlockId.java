package dev.vivace.block.meta;

import java.time.Clock;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Makes ids of blocks: 12 hex digits of milliseconds since 1970, a dash, and 12 random ones, so that ids sort by time
/// and never meet. Thread-safe.
public final class BlockId {

    private final Clock clock;
    private final SplittableRandom random = new SplittableRandom();

    public BlockId(Clock clock) {
        this.clock = clock;
    }

    public synchronized String next() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(clock.millis(), 12) + "-" + hex.toHexDigits(random.nextLong(), 12);
    }
}
