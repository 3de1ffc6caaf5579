package dev.vivace.traceql.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.model.search.SpanSummary;
import dev.vivace.model.search.Spanset;
import dev.vivace.model.search.TraceSummary;
import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What queries mean, on four small traces: `semantics.txt`, one line per query.
class SemanticsTest {

    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final long MS = 1_000_000;
    private static final int LINES = 135;
    private static final int UNSPECIFIED = 0;
    private static final int INTERNAL = 1;
    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    private static final InstrumentationScope NO_SCOPE = new InstrumentationScope("", "", List.of(), 0, "");
    private static final InstrumentationScope LIB =
            new InstrumentationScope("lib", "1.0", attributes("ia", "iv"), 0, "");

    private static final List<Span> SPANS = spans();

    static Stream<String> lines() throws IOException {
        try (InputStream in = SemanticsTest.class.getResourceAsStream("semantics.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void queryFinds(String line) throws IOException {
        String[] sides = line.split(" {2}=> {2}", 2);
        String expected = sides[1].replaceFirst(" {2};.*", "");
        if (expected.equals("fails")) {
            assertThatThrownBy(() -> found(sides[0]))
                    .isInstanceOf(QueryExecutionException.class)
                    .hasMessage("spanset operators are not supported for multiple spansets per trace."
                            + " consider using coalesce()");
            return;
        }
        String all = "A[1 2 3 4 5] B[11 12 13] C[21] D[31 32 33 34 35]";
        assertThat(found(sides[0])).isEqualTo(expected.equals("all") ? all : expected.equals("none") ? "" : expected);
    }

    /// 118 of them were asked of the reference, 22 of which are answered otherwise on purpose.
    @Test
    void noLineIsLost() throws IOException {
        assertThat(lines()).hasSize(LINES);
    }

    /// What a result lists of its first span: the name if asked for, and every field the query mentions.
    static Stream<Arguments> listings() {
        return Stream.of(
                Arguments.of("{ span.foo = `a` && span.n = 5 }", "foo=a n=5"),
                Arguments.of("{ name = `c1` }", "name=c1"),
                Arguments.of(
                        "{ span.foo = `b` } | select(status, kind, duration, resource.env, name)",
                        "name=c1 foo=b status=error kind=client env=prod"),
                Arguments.of("{ span.foo = nil && name = `c2` }", "name=c2 foo=nil"),
                Arguments.of("{ name = `c2` && .foo != `z` || name = `c2` }", "name=c2"),
                Arguments.of("{ event.ea = `y` } | select(event:name)", "ea=y event:name=e2"),
                Arguments.of("{ span.bt = false } | select(event.ea)", "bt=false ea=x"),
                Arguments.of("{ event:timeSinceStart > 60ms }", "event:timeSinceStart=100ms"),
                Arguments.of("{ span.sarr = `b` }", "sarr=b"),
                Arguments.of("{ span.iarr > 1 }", "iarr=[2, 3]"),
                Arguments.of("{ span.ded.int = 7 } | select(span.barr)", "ded.int=7 barr=[true, false]"),
                Arguments.of("{ link:traceID = `0a01` }", "link:traceID=a01"),
                Arguments.of("{ nestedSetParent = -1 && span.n = 5 }", "nestedSetParent=-1 n=5"));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void resultLists(String query, String expected) throws IOException {
        SpanSummary span =
                search(query).getFirst().spansets().getFirst().spans().getFirst();
        List<String> texts = new ArrayList<>();
        if (span.name() != null) {
            texts.add("name=" + span.name());
        }
        for (Attribute attribute : span.attributes()) {
            texts.add(attribute.key() + "=" + text(attribute.value()));
        }
        assertThat(String.join(" ", texts)).isEqualTo(expected);
    }

    /// Vivace's own: the reference compares one aggregate with one constant and no more.
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            {} | 4 < count()                              =>  A D
            {} | count() * 2 > 6                          =>  A D
            {} | count() - 1 = 2                          =>  B
            {} | count() + count() = 2                    =>  C
            {} | count() > 3 - 2                          =>  A B D
            {} | sum(span.absent) + count() > 0           =>
            {} | count() / 0 > 0                          =>
            {} | by(name) | count() * 2 = 2               =>  A B C D
            { span.n = 5 } | sum(span.n) = count() * 5    =>  A
            """)
    void aggregatesCanBeCalculatedWith(String query, String traces) throws IOException {
        Query.Search compiled = (Query.Search) TraceQl.compile(query, Dialect.VIVACE);
        List<TraceSummary> found = new SearchRun(compiled, new Tables(), TimeRange.ALL, 100, 100)
                .run()
                .traces();

        assertThat(found.stream()
                        .map(SemanticsTest::letter)
                        .sorted()
                        .map(String::valueOf)
                        .toList())
                .isEqualTo(traces == null ? List.of() : List.of(traces.split(" ")));
    }

    @Test
    void everyCalculatedSideIsShown() throws IOException {
        Query.Search compiled = (Query.Search) TraceQl.compile("{} | count() * 2 = 15 - count()", Dialect.VIVACE);
        TraceSummary found = new SearchRun(compiled, new Tables(), TimeRange.ALL, 1, 1)
                .run()
                .traces()
                .getFirst();

        assertThat(found.spansets().getFirst().attributes())
                .extracting(Attribute::key)
                .containsExactly("count() * 2", "15 - count()");
    }

    @Test
    void groupsAreHeldWhileTheirTableIsLookedAt() throws IOException {
        long[] held = new long[2];
        QueryWork work = new QueryWork(new QueryBudget() {
            @Override
            public void check() {}

            @Override
            public void read(long bytes) {}

            @Override
            public void hold(long bytes) {
                held[0] += bytes;
                held[1] = Math.max(held[1], held[0]);
            }

            @Override
            public boolean tryHold(long bytes) {
                hold(bytes);
                return true;
            }

            @Override
            public void release(long bytes) {
                held[0] -= bytes;
            }
        });
        List<TraceSummary> plain = work.on(() -> search("{}"));
        long answer = held[0];
        assertThat(held[1]).isEqualTo(answer);
        List<TraceSummary> none = work.on(() -> search("{} | by(name) | count() > 100"));
        assertThat(plain).isNotEmpty();
        assertThat(none).isEmpty();
        assertThat(held[1]).isGreaterThan(answer);
        assertThat(held[0]).isEqualTo(answer);
    }

    private static String text(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(String text) -> text;
            case AttributeValue.Int(long number) -> Long.toString(number);
            case AttributeValue.Real(double number) -> Double.toString(number);
            case AttributeValue.Bool(boolean flag) -> Boolean.toString(flag);
            case AttributeValue.Many(List<AttributeValue> values) ->
                values.stream().map(SemanticsTest::text).toList().toString();
            default -> throw new IllegalArgumentException("not in a result: " + value);
        };
    }

    private static List<TraceSummary> search(String query) throws IOException {
        Query.Search compiled = (Query.Search) TraceQl.compile(query, Dialect.STRICT);
        return new SearchRun(compiled, new Tables(), TimeRange.ALL, 100, 100)
                .run()
                .traces();
    }

    private static char letter(TraceSummary trace) {
        return "ABCD".charAt((int) trace.traceId().low() - 0xa01);
    }

    private static String found(String query) throws IOException {
        List<String> texts = new ArrayList<>();
        for (TraceSummary trace : search(query)) {
            char letter = letter(trace);
            for (Spanset spanset : trace.spansets()) {
                List<String> ids = spanset.spans().stream()
                        .map(SpanSummary::spanId)
                        .sorted()
                        .map(String::valueOf)
                        .toList();
                texts.add(letter + "[" + String.join(" ", ids) + "]");
            }
        }
        texts.sort(String::compareTo);
        return String.join(" ", texts);
    }

    private record Tables() implements SpanSource {
        @Override
        public List<TableRef> tables(TimeRange range) {
            return List.of(new TableRef() {
                @Override
                public long latestTraceStartEpochNanos() {
                    return T0 + 3_600_000 * MS;
                }

                @Override
                public long earliestTraceStartEpochNanos() {
                    return T0;
                }

                @Override
                public SpanTable open() {
                    return ListSpanTable.of(SPANS);
                }
            });
        }

        @Override
        public List<Span> spansOf(TraceId trace) {
            return List.of();
        }

        @Override
        public BlockTotals blocks(TimeRange range) {
            return new BlockTotals(0, 0);
        }
    }

    private static List<Span> spans() {
        Resource api = resource("service.name", "api", "env", "prod", "dup", "res", "rarr", many("x", "y"));
        Resource db = resource("service.name", "db", "n", 99L);
        List<Attribute> ofRoot = attributes(
                "foo",
                "a",
                "n",
                5L,
                "f",
                1.5,
                "bt",
                true,
                "sarr",
                many("a", "b"),
                "iarr",
                many(1L, 2L, 3L),
                "farr",
                many(1.5, 2.5),
                "barr",
                many(true, false),
                "ded.str",
                "d1",
                "ded.int",
                7L,
                "dup",
                "span",
                "one",
                many("only"),
                "empty",
                many(),
                "mix",
                many(1L, "a"),
                "kvl",
                new AttributeValue.Fields(attributes("k", "v")),
                "a b",
                "sp",
                "es",
                "",
                "ns",
                "200");
        Span c1 = span(
                0xa01,
                2,
                1,
                "c1",
                CLIENT,
                2,
                100,
                500,
                attributes("foo", "b", "n", 15L, "f", 2.0, "bt", false),
                api,
                LIB);
        Resource dev = resource("service.name", "api", "env", "dev");
        Resource multi = resource("service.name", "multi");
        return List.of(
                span(0xa01, 1, 0, "root", SERVER, 0, 0, 2000, ofRoot, api, LIB),
                withDetails(c1),
                span(0xa01, 3, 1, "c2", INTERNAL, 1, 700, 300, attributes("n", 2.5, "ns", "abc"), api, LIB),
                span(0xa01, 4, 2, "g1", INTERNAL, 0, 150, 100, List.of(), db, NO_SCOPE),
                span(0xa01, 5, 2, "g2", UNSPECIFIED, 0, 260, 100, attributes("foo", "nil"), db, NO_SCOPE),
                span(0xa02, 11, 99, "orph", SERVER, 2, 10_000, 1000, attributes("foo", "a", "n", 7L), dev, NO_SCOPE),
                span(0xa02, 12, 11, "orphc", CLIENT, 0, 10_100, 100, attributes("n", "str"), dev, NO_SCOPE),
                span(0xa02, 13, 98, "orph2", SERVER, 0, 10_000, 500, List.of(), dev, NO_SCOPE),
                span(0xa03, 21, 0, "solo", INTERNAL, 0, 20_000, 1000, List.of(), resource("svc", "noname"), NO_SCOPE),
                span(0xa04, 31, 0, "r1", SERVER, 0, 40_000, 1000, attributes("nl", "a\nb"), multi, NO_SCOPE),
                span(0xa04, 32, 0, "r2", SERVER, 0, 41_000, 1000, List.of(), multi, NO_SCOPE),
                span(0xa04, 33, 31, "r1c", CLIENT, 0, 40_100, 100, List.of(), multi, NO_SCOPE),
                span(0xa04, 34, 97, "frag", CLIENT, 0, 40_100, 100, List.of(), multi, NO_SCOPE),
                span(0xa04, 35, 34, "fragc", CLIENT, 0, 40_100, 100, List.of(), multi, NO_SCOPE));
    }

    private static Span span(
            long trace,
            long id,
            long parent,
            String name,
            int kind,
            int status,
            long startMs,
            long durationMs,
            List<Attribute> attributes,
            Resource resource,
            InstrumentationScope scope) {
        long start = T0 + startMs * MS;
        return new Span(
                new TraceId(0, trace),
                new SpanId(id),
                parent == 0 ? null : new SpanId(parent),
                "",
                0,
                name,
                kind,
                start,
                start + durationMs * MS,
                attributes,
                0,
                List.of(),
                0,
                List.of(),
                0,
                status,
                "",
                resource,
                scope);
    }

    /// With a status message, events e1 and e2, and a link to the root.
    private static Span withDetails(Span span) {
        long start = span.startEpochNanos();
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                "",
                0,
                span.name(),
                span.kind(),
                start,
                span.endEpochNanos(),
                span.attributes(),
                0,
                List.of(
                        new Event(start + 50 * MS, "e1", attributes("ea", "x", "en", 1L), 0),
                        new Event(start + 100 * MS, "e2", attributes("ea", "y"), 0)),
                0,
                List.of(new Link(0, 0xa01, 1, "", 0, attributes("la", "l1"), 0)),
                0,
                span.statusCode(),
                "boom",
                span.resource(),
                span.scope());
    }

    private static Resource resource(Object... keysAndValues) {
        return new Resource(attributes(keysAndValues), 0, "");
    }

    private static List<Attribute> attributes(Object... keysAndValues) {
        List<Attribute> result = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            result.add(new Attribute((String) keysAndValues[i], value(keysAndValues[i + 1])));
        }
        return result;
    }

    private static AttributeValue many(Object... values) {
        return new AttributeValue.Many(
                Arrays.stream(values).map(SemanticsTest::value).toList());
    }

    private static AttributeValue value(Object value) {
        return switch (value) {
            case String text -> new AttributeValue.Text(text);
            case Long number -> new AttributeValue.Int(number);
            case Double number -> new AttributeValue.Real(number);
            case Boolean flag -> new AttributeValue.Bool(flag);
            case AttributeValue known -> known;
            default -> throw new IllegalArgumentException("no attribute value: " + value);
        };
    }
}
