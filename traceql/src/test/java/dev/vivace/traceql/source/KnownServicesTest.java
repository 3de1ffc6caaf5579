package dev.vivace.traceql.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.search.ServiceStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownServicesTest {

    @Test
    void whatWasCountedIsKnown() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<String> names = IntStream.range(0, 1 + random.nextInt(300))
                    .mapToObj(i -> "service-" + (1000 + i))
                    .toList();
            List<ServiceStats> traces = new ArrayList<>();
            for (int trace = random.nextInt(40); trace > 0; trace--) {
                int[] chosen = IntStream.range(0, names.size())
                        .filter(_ -> random.nextInt(5) == 0)
                        .toArray();
                ServiceStats.Builder stats = new ServiceStats.Builder(names, chosen.length);
                for (int name : chosen) {
                    int spans = 1 + random.nextInt(random.nextBoolean() ? 10 : 65_535);
                    stats.add(name, spans, random.nextInt(spans + 1));
                }
                traces.add(stats.build());
            }

            KnownServices known = Objects.requireNonNull(KnownServices.of(traces.size(), traces::get), "seed " + seed);

            for (int trace = 0; trace < traces.size(); trace++) {
                assertThat(known.of(trace))
                        .as("seed %s, trace %s", seed, trace)
                        .isEqualTo(traces.get(trace))
                        .hasToString(traces.get(trace).toString());
            }
        }
    }

    @Test
    void traceWithMoreSpansThanFitIsNotKept() {
        ServiceStats huge = ServiceStats.of(new ServiceStats.Entry("cart", 65_536, 0));

        assertThat(KnownServices.of(1, _ -> huge)).isNull();
    }
}
