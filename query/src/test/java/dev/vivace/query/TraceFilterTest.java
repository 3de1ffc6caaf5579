package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.ScopeSpans;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFilterTest {

    private static final Resource RESOURCE = new Resource(List.of(), 0, "");
    private static final InstrumentationScope SCOPE = new InstrumentationScope("", "", List.of(), 0, "");

    /// 1 → (2 → (4 → 6), 3 → 5), and 7 whose parent never came; each span a batch of its own, the last first.
    private static final List<ResourceSpans> TRACE =
            batches(span(7, 70), span(6, 4), span(5, 3), span(4, 2), span(3, 1), span(2, 1), span(1, 0));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{ name = `span 4` }                    ~ 0  ~ 0  ~ 4",
                "{ name = `span 4` }                    ~ -1 ~ 0  ~ 4,2,1",
                "{ name = `span 4` }                    ~ 1  ~ 0  ~ 4,2",
                "{ name = `span 4` }                    ~ 0  ~ -1 ~ 6,4",
                "{ name = `span 2` }                    ~ 0  ~ 1  ~ 4,2",
                "{ name = `span 2` }                    ~ 0  ~ 2  ~ 6,4,2",
                "{ name = `span 2` || name = `span 3` } ~ -1 ~ 1  ~ 5,4,3,2,1",
                "{ name = `span 7` }                    ~ -1 ~ -1 ~ 7",
                "{ name = `span 1` }                    ~ 0  ~ -1 ~ 6,5,4,3,2,1",
                "{ traceDuration > 1h }                 ~ -1 ~ -1 ~ ''",
                "{ nestedSetParent < 0 }                ~ 0  ~ 0  ~ 1",
            })
    void matchesAreShownWithWhatIsAboveAndBelowThem(String query, int above, int below, String expected)
            throws TraceQlException {
        List<ResourceSpans> shown = TraceFilter.of(query, above, below).of(TRACE);

        assertThat(shown.stream()
                        .flatMap(ResourceSpans::spans)
                        .map(span -> Long.toString(span.spanId().value()))
                        .collect(Collectors.joining(",")))
                .isEqualTo(expected);
        assertThat(shown).allSatisfy(batch -> assertThat(batch.scopes()).hasSize(1));
    }

    @Test
    void filterThatKeepsEverySpanChangesNothing() throws TraceQlException {
        assertThat(TraceFilter.of("{ }", 0, 0).of(TRACE)).isSameAs(TRACE);
        assertThat(TraceFilter.of("{ name =~ `span .` }", 0, 0).of(TRACE)).isSameAs(TRACE);
        assertThat(TraceFilter.of("{ name =~ `span .` }", 0, 0).of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{} | rate() ~ only a single TraceQL filter is supported: got a metrics query",
                "{} >> {} ~ only a single TraceQL filter is supported: got a structural or aggregate query",
                "{} | count() > 2 ~ only a single TraceQL filter is supported: got a structural or aggregate query",
            })
    void moreThanOneFilterIsRefused(String query, String message) {
        assertThatThrownBy(() -> TraceFilter.of(query, 0, 0))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void distancesAreThoseOfThePlainWay(long seed) throws TraceQlException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            int count = 1 + random.nextInt(25);
            int[] parents = new int[count + 1];
            List<Span> spans = new ArrayList<>();
            for (int id = 1; id <= count; id++) {
                parents[id] = random.nextInt(5) == 0 ? 0 : random.nextInt(id);
                spans.add(span(id, parents[id]));
            }
            TreeSet<Integer> matches = new TreeSet<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                matches.add(1 + random.nextInt(count));
            }
            int above = random.nextInt(4);
            int below = random.nextInt(4);
            TreeSet<Long> expected = new TreeSet<>();
            for (int id = 1; id <= count; id++) {
                int at = id;
                for (int level = 0; at != 0; level++, at = parents[at]) {
                    if (matches.contains(id) && level <= above) {
                        expected.add((long) at);
                    }
                    if (matches.contains(at) && level <= below) {
                        expected.add((long) id);
                    }
                }
            }
            String query =
                    matches.stream().map(id -> "name = `span " + id + "`").collect(Collectors.joining(" || "));

            List<ResourceSpans> shown =
                    TraceFilter.of("{ " + query + " }", above, below).of(ResourceSpans.grouped(spans));

            assertThat(shown.stream()
                            .flatMap(ResourceSpans::spans)
                            .map(span -> span.spanId().value()))
                    .as(
                            "seed %d round %d: %s of parents %s, %d above, %d below",
                            seed, round, query, List.of(parents), above, below)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<ResourceSpans> batches(Span... spans) {
        return List.of(spans).stream()
                .map(span -> new ResourceSpans(RESOURCE, List.of(new ScopeSpans(SCOPE, List.of(span)))))
                .toList();
    }

    private static Span span(long id, long parent) {
        return new Span(
                new TraceId(0, 1),
                new SpanId(id),
                parent == 0 ? null : new SpanId(parent),
                "",
                0,
                "span " + id,
                1,
                id,
                id + 10,
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
