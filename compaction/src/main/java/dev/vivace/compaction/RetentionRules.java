package dev.vivace.compaction;

import dev.vivace.tenancy.Limits;
import java.time.Duration;

/// How long blocks are kept. Immutable.
///
/// @param blockRetention of tenants whose limits do not say; zero for ever
/// @param retiredRetention how long the data of a block stays that is not shown any more: at least as long as
///     a question may take that reads it
public record RetentionRules(Duration blockRetention, Duration retiredRetention) {

    public RetentionRules {
        if (blockRetention.isNegative() || retiredRetention.isNegative()) {
            throw new IllegalArgumentException("blockRetention: " + blockRetention + ", retiredRetention: "
                    + retiredRetention + " (expected: 0 or more)");
        }
    }

    /// How long a tenant's blocks are kept; zero for ever.
    Duration of(Limits limits) {
        Limits.Compaction own = limits.compaction();
        if (own.disabled()) {
            return Duration.ZERO;
        }
        return own.blockRetention().isZero() ? blockRetention : own.blockRetention();
    }
}
