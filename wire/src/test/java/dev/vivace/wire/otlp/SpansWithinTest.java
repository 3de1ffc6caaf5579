package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpansWithinTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void firstSpansThatFitAreAnsweredInTheirBatches(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        for (int round = 0; round < 60; round++) {
            // batches of one span each, many with one resource: what frames cost shows most there
            List<Span> spans = Oracle.spans(requests.request());
            List<ResourceSpans> batches = new ArrayList<>();
            spans.forEach(span -> batches.addAll(ResourceSpans.grouped(List.of(span))));
            int whole = size(batches);
            assertThat(SpansWithin.of(batches, whole)).isSameAs(batches);
            for (int most : new int[] {0, whole / 3, whole / 2, whole - 1}) {
                List<ResourceSpans> part = SpansWithin.of(batches, most);
                if (!batches.isEmpty()) {
                    assertThat(part).isEqualTo(batches.subList(0, part.size()));
                    assertThat(part.size()).isLessThan(batches.size());
                    assertThat(size(part)).as("seed %d round %d", seed, round).isLessThanOrEqualTo(most);
                }
            }
        }
    }

    private static int size(List<ResourceSpans> batches) {
        ProtobufWriter out = new ProtobufWriter();
        OtlpEncoder.write(batches, out);
        return out.sizeBytes();
    }
}
