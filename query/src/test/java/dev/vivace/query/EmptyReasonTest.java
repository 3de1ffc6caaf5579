package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Two traces of a shop: what people write wrongly, and what they are told.
class EmptyReasonTest {

    private static final long START = 1_755_850_000_000_000_000L;

    private static Span span(int trace, int id, String service, String name, AttributeValue status, String pod) {
        return new Span(
                new TraceId(1, trace),
                new SpanId(id),
                null,
                "",
                0,
                name,
                2,
                START + trace * 1_000_000_000L,
                START + trace * 1_000_000_000L + 50_000_000,
                List.of(
                        new Attribute("http.status_code", status),
                        new Attribute("cached", new AttributeValue.Bool(true)),
                        new Attribute("pod", new AttributeValue.Text(pod))),
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                new Resource(List.of(new Attribute("service.name", new AttributeValue.Text(service))), 0, ""),
                new InstrumentationScope("", "", List.of(), 0, ""));
    }

    private static final List<Span> SPANS = List.of(
            span(1, 1, "frontend", "GET /cart", new AttributeValue.Int(500), "nginx-7f"),
            span(2, 2, "checkout", "POST /pay", new AttributeValue.Int(200), "pay-1"));

    private record Source(List<Span> spans) implements SpanSource {
        @Override
        public List<TableRef> tables(TimeRange range) {
            return Stream.of(1, 2)
                    .map(trace -> spans.stream()
                            .filter(span -> span.traceId().low() == trace)
                            .toList())
                    .filter(some -> !some.isEmpty())
                    .filter(some -> range.overlaps(
                            some.getFirst().startEpochNanos(), some.getFirst().endEpochNanos()))
                    .<TableRef>map(some -> new Ref(ListSpanTable.of(some)))
                    .toList();
        }

        @Override
        public List<Span> spansOf(TraceId trace) {
            return spans.stream().filter(span -> span.traceId().equals(trace)).toList();
        }

        @Override
        public BlockTotals blocks(TimeRange range) {
            return new BlockTotals(0, 0);
        }
    }

    private record Ref(SpanTable open) implements SpanSource.TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            return open.traces().startEpochNanos(0);
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return open.traces().startEpochNanos(0);
        }
    }

    private static String why(String query, TimeRange range, List<Span> spans) throws IOException {
        SearchAnswer answer = new StoreQueries(_ -> new Source(spans))
                .search(TenantId.SINGLE, new SearchRequest(query, range, 20, 3, false, true, false));
        assertThat(answer.traces()).isEmpty();
        return String.valueOf(answer.emptyBecause());
    }

    static Stream<Arguments> reasons() throws IOException {
        List<String> lines;
        try (InputStream in = EmptyReasonTest.class.getResourceAsStream("empty-reasons.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
        return IntStream.range(0, lines.size() / 2)
                .mapToObj(
                        i -> Arguments.of(lines.get(2 * i), lines.get(2 * i + 1).strip()));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void namesWhatIsTheMatterAndTheRemedy(String query, String because) throws IOException {
        assertThat(why(query, TimeRange.ALL, SPANS)).isEqualTo(because);
    }

    @Test
    void timeIsAReason() throws IOException {
        TimeRange second = new TimeRange(START + 2_000_000_000L, START + 3_000_000_000L);
        TimeRange later = new TimeRange(START + 5_000_000_000L, START + 6_000_000_000L);

        assertThat(why("{ name = `GET /cart` }", second, SPANS))
                .isEqualTo("nothing matches in the time range, but outside it something does: the newest such trace"
                        + " starts at 2025-08-22T08:06:41Z; widen start and end");
        assertThat(why("{ name = `nobody` }", later, SPANS))
                .isEqualTo("no trace overlaps the time range; the newest of all starts at 2025-08-22T08:06:42Z: widen"
                        + " start and end");
        assertThat(why("{}", TimeRange.ALL, List.of())).isEqualTo("no spans have arrived yet");
    }

    @Test
    void nobodyIsToldWhoDidNotAsk() throws IOException {
        SearchAnswer answer = new StoreQueries(_ -> new Source(SPANS))
                .search(TenantId.SINGLE, new SearchRequest("{ .nix = 1 }", TimeRange.ALL, 20, 3, false));

        assertThat(answer.emptyBecause()).isNull();
    }
}
