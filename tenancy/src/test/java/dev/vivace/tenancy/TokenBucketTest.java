package dev.vivace.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private final TokenBucket bucket = new TokenBucket();

    @Test
    void bucketIsFullAtFirstAndFillsWithTime() {
        assertThat(bucket.take(100, 10, 100, 0)).isTrue();
        assertThat(bucket.take(1, 10, 100, 0)).isFalse();
        assertThat(bucket.take(5, 10, 100, SECOND / 2)).isTrue();
        assertThat(bucket.take(1, 10, 100, SECOND / 2)).isFalse();
        assertThat(bucket.take(100, 10, 100, 100 * SECOND)).as("and no further").isTrue();
        assertThat(bucket.take(1, 10, 100, 100 * SECOND)).isFalse();
    }

    @Test
    void whatIsRefusedCostsNothing() {
        assertThat(bucket.take(60, 10, 100, 0)).isTrue();
        assertThat(bucket.take(41, 10, 100, 0)).isFalse();
        assertThat(bucket.take(40, 10, 100, 0)).isTrue();
    }

    @Test
    void moreThanTheBucketHoldsNeverFits() {
        assertThat(bucket.take(101, 1000, 100, 0)).isFalse();
        assertThat(bucket.take(101, 1000, 100, 1000 * SECOND)).isFalse();
    }

    @Test
    void newLimitsHoldAtOnce() {
        assertThat(bucket.take(1, 10, 1000, 0)).isTrue();
        assertThat(bucket.take(500, 10, 100, 0)).as("the smaller bucket").isFalse();
        assertThat(bucket.take(100, 10, 100, 0)).isTrue();
        assertThat(bucket.take(1000, 1000, 1000, SECOND)).as("the faster one").isTrue();
    }

    @Test
    void timeThatDoesNotPassOrSeemsToGoBackGivesNothing() {
        assertThat(bucket.take(10, 10, 10, 5 * SECOND)).isTrue();
        assertThat(bucket.take(1, 10, 10, 5 * SECOND)).isFalse();
        assertThat(bucket.take(1, 10, 10, 0)).isFalse();
        assertThat(bucket.take(1, 10, 10, 5 * SECOND + SECOND / 10)).isTrue();
    }

    @Test
    void slowRateIsNotLostToRounding() {
        bucket.take(1, 1, 1, 0);
        boolean taken = false;
        for (long now = 0; now <= SECOND + 1000; now += 1000) {
            taken |= bucket.take(1, 1, 1, now);
        }
        assertThat(taken).as("one a second, looked at a million times").isTrue();
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        long seed = System.nanoTime();
        long size = 100_000;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> taken = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                SplittableRandom random = new SplittableRandom(seed + thread);
                taken.add(threads.submit(() -> {
                    long mine = 0;
                    for (int i = 0; i < 20_000; i++) {
                        int count = random.nextInt(1, 50);
                        mine += bucket.take(count, 1, size, 0) ? count : 0;
                    }
                    return mine;
                }));
            }
            long sum = 0;
            for (Future<Long> one : taken) {
                sum += one.get(30, TimeUnit.SECONDS);
            }
            assertThat(sum).as("seed " + seed).isBetween(size - 50, size);
        }
    }
}
