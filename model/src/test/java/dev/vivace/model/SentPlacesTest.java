package dev.vivace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentPlacesTest {

    private static final Resource RESOURCE = new Resource(List.of(), 0, "");
    private static final InstrumentationScope SCOPE = new InstrumentationScope("", "", List.of(), 0, "");

    @Test
    void distancesSayWhatBeganBetweenTwoSpans() {
        List<Span> spans = IntStream.range(1, 6).mapToObj(SentPlacesTest::span).toList();

        List<ResourceSpans> batches = SentPlaces.group(spans, new int[] {40, 41, 43, 46, 99});

        assertThat(ids(batches))
                .isEqualTo(List.of(List.of(List.of(1L, 2L), List.of(3L)), List.of(List.of(4L)), List.of(List.of(5L))));
        assertThat(SentPlaces.group(List.of(), new int[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spansInAnyOrderFindTheirBatch(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<ResourceSpans> sent = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            int place = random.nextInt(100);
            int id = 0;
            for (int batch = random.nextInt(5); batch >= 0; batch--) {
                List<ScopeSpans> scopes = new ArrayList<>();
                for (int scope = random.nextInt(3); scope >= 0; scope--) {
                    List<Span> members = new ArrayList<>();
                    for (int span = random.nextInt(4); span >= 0; span--) {
                        place += !members.isEmpty() ? 1 : !scopes.isEmpty() ? 2 : 3 + random.nextInt(3);
                        places.add(place);
                        members.add(span(++id));
                    }
                    scopes.add(new ScopeSpans(SCOPE, members));
                }
                sent.add(new ResourceSpans(RESOURCE, scopes));
            }
            List<Span> spans =
                    new ArrayList<>(sent.stream().flatMap(ResourceSpans::spans).toList());
            Collections.shuffle(spans, random);
            int[] shuffled = spans.stream()
                    .mapToInt(span -> places.get((int) span.spanId().value() - 1))
                    .toArray();

            assertThat(SentPlaces.group(spans, shuffled))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(sent);
        }
    }

    private static List<List<List<Long>>> ids(List<ResourceSpans> batches) {
        return batches.stream()
                .map(batch -> batch.scopes().stream()
                        .map(scope -> scope.spans().stream()
                                .map(span -> span.spanId().value())
                                .toList())
                        .toList())
                .toList();
    }

    private static Span span(int id) {
        return new Span(
                new TraceId(0, 1),
                new SpanId(id),
                null,
                "",
                0,
                "",
                0,
                0,
                0,
                List.of(),
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                RESOURCE,
                SCOPE);
    }
}
