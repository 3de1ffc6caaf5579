package dev.vivace.demo;

import java.util.SplittableRandom;

/// Plans the n-th trace of a seed: always the same one, whichever came before and whenever it is asked. Thread-safe.
///
/// @param seed any number
record TracePlanner(long seed) {

    /// @param number from 0
    PlannedTrace plan(long number) {
        // The golden ratio keeps neighbouring numbers apart, as SplittableRandom does for its own splits.
        SplittableRandom random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
        SplittableRandom own = random.split();
        return Scenario.pick(random).plan(own);
    }
}
