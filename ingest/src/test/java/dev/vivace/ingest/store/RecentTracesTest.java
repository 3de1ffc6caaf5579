package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTracesTest {

    private static final long SEED = 91;

    @Test
    void lastTracesAreRememberedAndOthersAreNot() {
        RecentTraces recent = new RecentTraces(new AtomicLong(), 32 << 20);
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

    /// A thousand tenants with a hundred thousand traces each remember fewer, not 16 MiB each.
    @Test
    void allTogetherStayWithinTheirShare() {
        AtomicLong held = new AtomicLong();
        long most = 1 << 20;
        SplittableRandom ids = new SplittableRandom(SEED);
        RecentTraces[] tenants = new RecentTraces[100];
        long[] last = new long[tenants.length];
        for (int tenant = 0; tenant < tenants.length; tenant++) {
            tenants[tenant] = new RecentTraces(held, most);
        }
        for (int i = 0; i < 300_000; i++) {
            int tenant = i % tenants.length;
            last[tenant] = ids.nextLong();
            tenants[tenant].add(0, last[tenant]);
            assertThat(held.get()).isBetween(0L, most);
        }
        for (int tenant = 0; tenant < tenants.length; tenant++) {
            assertThat(tenants[tenant].test(0, last[tenant])).isTrue();
        }
    }
}
