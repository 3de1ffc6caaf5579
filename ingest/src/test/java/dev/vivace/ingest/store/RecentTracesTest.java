package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentTracesTest {

    private static final long SEED = 91;

    @Test
    void lastTracesAreRememberedAndOthersAreNot() {
        RecentTraces recent = new RecentTraces();
        SplittableRandom ids = new SplittableRandom(SEED);
        int count = RecentTraces.CAPACITY * 2 + 1000;
        long[] highs = new long[count];
        long[] lows = new long[count];
        for (int i = 0; i < count; i++) {
            // as many are 64-bit ids, whose left half is zero
            highs[i] = i % 2 == 0 ? 0 : ids.nextLong();
            lows[i] = ids.nextLong();
            recent.add(highs[i], lows[i]);
            recent.add(highs[i], lows[i]);
        }
        for (int i = count - RecentTraces.CAPACITY; i < count; i++) {
            assertThat(recent.test(highs[i], lows[i]))
                    .as("seed %s, trace %s", SEED, i)
                    .isTrue();
        }
        assertThat(recent.test(highs[0], lows[0])).as("the first of %s", count).isFalse();
        int wrong = 0;
        for (int i = 0; i < 100_000; i++) {
            wrong += recent.test(ids.nextLong(), ids.nextLong()) ? 1 : 0;
        }
        assertThat(wrong).as("seed %s: strangers taken for known", SEED).isZero();
    }
}
