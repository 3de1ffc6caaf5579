package dev.vivace.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceLedgerTest {

    private static final long IDLE = 10;

    private final TraceLedger ledger = new TraceLedger();

    @Test
    void bytesOfATraceAddUp() {
        ledger.add(1, 2, 100, 0, IDLE);
        ledger.add(1, 2, 50, 5, IDLE);
        ledger.add(1, 3, 7, 5, IDLE);

        assertThat(ledger.bytes(1, 2)).isEqualTo(150);
        assertThat(ledger.bytes(1, 3)).isEqualTo(7);
        assertThat(ledger.bytes(2, 1)).isZero();
        assertThat(ledger.live(0, 5, IDLE)).isEqualTo(2);
    }

    @Test
    void traceIsLiveUntilItIsIdle() {
        TraceBytes offered = new TraceBytes();
        offered.add(0, 1, 1);
        offered.add(0, 2, 1);
        ledger.add(0, 1, 1, 0, IDLE);

        assertThat(ledger.newTraces(offered, 9, IDLE)).isEqualTo(1);
        assertThat(ledger.newTraces(offered, 10, IDLE)).isEqualTo(2);
        assertThat(ledger.live(1, 10, IDLE)).isZero();
    }

    @Test
    void sizeIsKnownAfterTheTraceWentIdle() {
        ledger.add(0, 1, 90, 0, IDLE);

        assertThat(ledger.bytes(0, 1)).isEqualTo(90);
        ledger.add(0, 1, 5, 1000, IDLE);
        assertThat(ledger.bytes(0, 1)).isEqualTo(95);
        assertThat(ledger.live(0, 1000, IDLE)).isEqualTo(1);
    }

    @Test
    void liveTracesAreNeverForgottenAndMemoryIsBounded() {
        int traces = 5 * TraceLedger.REMEMBERED;
        for (int trace = 0; trace < traces; trace++) {
            ledger.add(9, 9, 1, trace, IDLE);
            ledger.add(0, trace, 2, trace, IDLE);
        }

        assertThat(ledger.bytes(9, 9)).isEqualTo(traces);
        assertThat(ledger.bytes(0, traces - TraceLedger.REMEMBERED + 10)).isEqualTo(2);
        assertThat(ledger.bytes(0, 0)).as("long ago").isZero();
        assertThat(ledger.live(0, traces + 1_000_000_000L, 1_000_000_000L - IDLE))
                .isLessThan(20);
    }

    @Test
    void ledgerAgreesWithAMap() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, long[]> expected = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(3) == 0 ? 25_000_000 : 0; // counted anew at most every 20 ms
            long trace = random.nextInt(500);
            int bytes = random.nextInt(1000);
            ledger.add(trace, -trace, bytes, now, 200_000_000);
            long[] known = expected.computeIfAbsent(trace, _ -> new long[2]);
            known[0] += bytes;
            known[1] = now;
            long at = now;
            if (i % 100 == 0) {
                long live = expected.values().stream()
                        .filter(value -> at - value[1] < 200_000_000)
                        .count();
                assertThat(ledger.live(0, at + 0, 200_000_000))
                        .as("seed " + seed)
                        .isGreaterThanOrEqualTo((int) live);
                assertThat(ledger.bytes(trace, -trace)).as("seed " + seed).isEqualTo(known[0]);
            }
        }
    }
}
