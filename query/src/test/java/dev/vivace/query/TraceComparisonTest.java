package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.model.diff.ComparedSpan;
import dev.vivace.model.diff.SpanChange;
import dev.vivace.model.diff.TraceDiff;
import dev.vivace.query.diff.TraceComparison;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceComparisonTest {

    private static final InstrumentationScope SCOPE = new InstrumentationScope("", "", List.of(), 0, "");

    @Test
    void runsOfOneProgramDoNotDifferThoughTheirIdsAndTimesDo() {
        List<Span> base = List.of(span(1, 0, 0, 100), span(2, 1, 10, 20), span(3, 1, 30, 20));
        List<Span> compare = List.of(span(70, 50, 1030, 20), span(50, 0, 1000, 100), span(60, 50, 1010, 20));

        TraceDiff diff = TraceComparison.of(base, compare);

        assertThat(diff.counts()).isEqualTo(new TraceDiff.Counts(3, 0, 0, 0, 0, 0, 0, 1.0));
        assertThat(diff.modified()).isEmpty();
        assertThat(diff.added()).isEmpty();
        assertThat(diff.removed()).isEmpty();
        assertThat(diff.warnings()).isEmpty();
    }

    @Test
    void whatOneTraceAloneHasIsAddedOrRemovedWithItsPath() {
        List<Span> base = List.of(span(1, 0, 0, 100), span(2, 1, 10, 20));
        List<Span> compare = List.of(span(1, 0, 0, 100), span(2, 1, 10, 20), span(3, 1, 40, 5), span(4, 3, 41, 2));

        TraceDiff diff = TraceComparison.of(base, compare);

        assertThat(diff.added())
                .extracting(ComparedSpan::path)
                .containsExactly(List.of("shop: op", "shop: op #2"), List.of("shop: op", "shop: op #2", "shop: op"));
        assertThat(diff.added().getFirst().durationNanos()).isEqualTo(5);
        assertThat(TraceComparison.of(compare, base).removed()).isEqualTo(diff.added());
        assertThat(diff.compare().totals().spans()).isEqualTo(4);
        assertThat(diff.counts().pathOverlap()).isEqualTo(0.5);
    }

    @Test
    void everyDifferenceOfMatchingSpansIsTold() {
        Span before = span(1, 0, 0, 100);
        Span after = new Span(
                before.traceId(),
                new SpanId(9),
                null,
                "",
                0,
                "op",
                1,
                0,
                150,
                List.of(text("db", "orders"), text("new", "x")),
                0,
                List.of(new Event(5, "retry", List.of(text("n", "1")), 0)),
                0,
                List.of(),
                0,
                2,
                "out of eggs",
                resource("shop", "2"),
                SCOPE);

        TraceDiff diff = TraceComparison.of(List.of(before), List.of(after));

        assertThat(diff.modified()).hasSize(1);
        assertThat(diff.modified().getFirst().changes())
                .containsExactly(
                        change(
                                new SpanChange.Field("duration_nanos"),
                                new AttributeValue.Int(100),
                                new AttributeValue.Int(150)),
                        change(
                                new SpanChange.Field("status_code"),
                                new AttributeValue.Int(0),
                                new AttributeValue.Int(2)),
                        new SpanChange(
                                new SpanChange.Field("status_message"), null, new AttributeValue.Text("out of eggs")),
                        change(
                                new SpanChange.OfAttribute(AttributeScope.RESOURCE, "version"),
                                new AttributeValue.Text("1"),
                                new AttributeValue.Text("2")),
                        change(
                                new SpanChange.OfAttribute(AttributeScope.SPAN, "db"),
                                new AttributeValue.Text("carts"),
                                new AttributeValue.Text("orders")),
                        new SpanChange(
                                new SpanChange.OfAttribute(AttributeScope.SPAN, "old"),
                                new AttributeValue.Int(1),
                                null),
                        new SpanChange(
                                new SpanChange.OfAttribute(AttributeScope.SPAN, "new"),
                                null,
                                new AttributeValue.Text("x")),
                        new SpanChange(
                                new SpanChange.OfEvent("retry"),
                                null,
                                new AttributeValue.Fields(List.of(text("n", "1")))));
        assertThat(diff.counts().fieldChanges()).isEqualTo(3);
        assertThat(diff.counts().attributeChanges()).isEqualTo(4);
        assertThat(diff.counts().eventChanges()).isEqualTo(1);
    }

    @Test
    void listsEndWhereNobodyReadsOnAndSaySo() {
        List<Span> base = List.of(span(1, 0, 0, 100));
        List<Span> compare = new ArrayList<>(base);
        for (int i = 2; i < 3000; i++) {
            compare.add(span(i, i - 1, i, 1)); // a chain: paths grow longer and longer
        }

        TraceDiff diff = TraceComparison.of(base, compare);

        assertThat(diff.added()).hasSize(TraceComparison.MAX_ENTRIES);
        assertThat(diff.added().getLast().path()).hasSize(101).startsWith("…");
        assertThat(diff.counts().addedSpans()).isEqualTo(2998);
        assertThat(diff.truncated()).isTrue();
        assertThat(diff.warnings()).containsExactly("lists end after 1000 entries, stats count all of them");
    }

    @Test
    void doubtsAreTold() {
        List<Span> base = List.of(span(2, 1, 0, 1));
        List<Span> compare = List.of(other(1), other(2));

        assertThat(TraceComparison.of(base, compare).warnings())
                .containsExactly(
                        "base has 0 roots (expected: 1)",
                        "base has 1 spans whose parent never arrived; their paths begin with themselves",
                        "compare has 2 roots (expected: 1)",
                        "no span of one trace has the path of a span of the other: are they of the same operation?");
    }

    private static SpanChange change(SpanChange.Target target, AttributeValue before, AttributeValue after) {
        return new SpanChange(target, before, after);
    }

    private static Attribute text(String key, String value) {
        return new Attribute(key, new AttributeValue.Text(value));
    }

    private static Resource resource(String service, String version) {
        return new Resource(List.of(text("service.name", service), text("version", version)), 0, "");
    }

    private static Span other(long id) {
        return span(id, 0, id, 1, "other");
    }

    private static Span span(long id, long parent, long start, long duration) {
        return span(id, parent, start, duration, "op");
    }

    private static Span span(long id, long parent, long start, long duration, String name) {
        return new Span(
                new TraceId(0, 1),
                new SpanId(id),
                parent == 0 ? null : new SpanId(parent),
                "",
                0,
                name,
                1,
                start,
                start + duration,
                List.of(text("db", "carts"), new Attribute("old", new AttributeValue.Int(1))),
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                resource("shop", "1"),
                SCOPE);
    }
}
