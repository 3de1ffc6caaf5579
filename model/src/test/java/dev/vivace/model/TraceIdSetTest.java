package dev.vivace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceIdSetTest {

    @Test
    void holdsWhatAHashSetHolds() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 200; round++) {
            Set<TraceId> ids = new HashSet<>();
            for (int i = random.nextInt(round + 1); i > 0; i--) {
                ids.add(new TraceId(random.nextInt(4), 1 + random.nextInt(60)));
            }
            TraceIdSet set = TraceIdSet.of(ids);
            assertThat(set.size()).isEqualTo(ids.size());
            assertThat(set.isEmpty()).isEqualTo(ids.isEmpty());
            for (int high = 0; high < 4; high++) {
                for (int low = 1; low <= 60; low++) {
                    TraceId id = new TraceId(high, low);
                    assertThat(set.contains(id)).as("round %s, %s", round, id).isEqualTo(ids.contains(id));
                }
            }
        }
    }
}
