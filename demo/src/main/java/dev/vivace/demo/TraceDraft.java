package dev.vivace.demo;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.vivace.demo.PlannedTrace.PlannedEvent;
import dev.vivace.demo.PlannedTrace.PlannedSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A trace while a scenario writes it: spans are opened one after the other on a clock of the trace's own. Confined to
/// one thread.
final class TraceDraft {
    static final long MILLI = 1_000_000;

    private final Scenario scenario;
    private final SplittableRandom random;
    private final String traceId;
    private final List<Draft> spans = new ArrayList<>();
    private long nowNanos;

    /// Ids come from the random numbers, like everything else.
    TraceDraft(Scenario scenario, SplittableRandom random) {
        this.scenario = scenario;
        this.random = random;
        this.traceId = hex(random.nextLong(1, Long.MAX_VALUE)) + hex(random.nextLong());
    }

    /// A span that is being written.
    final class Draft {
        private final int index;
        private final int parent;
        private final String spanId = hex(random.nextLong(1, Long.MAX_VALUE));
        private final Attributes resource;
        private final String name;
        private final SpanKind kind;
        private final long startNanos = nowNanos;
        private long endNanos;
        private Attributes attributes = Attributes.empty();
        private final List<PlannedEvent> events = new ArrayList<>();
        private @Nullable String errorMessage;

        private Draft(int index, int parent, Attributes resource, String name, SpanKind kind) {
            this.index = index;
            this.parent = parent;
            this.resource = resource;
            this.name = name;
            this.kind = kind;
        }

        Draft with(Attributes more) {
            attributes = attributes.toBuilder().putAll(more).build();
            return this;
        }

        Draft event(String eventName, Attributes eventAttributes) {
            events.add(new PlannedEvent(eventName, nowNanos, eventAttributes));
            return this;
        }

        /// Marks the span as failed, with the exception that an SDK would record.
        Draft fail(String exceptionType, String message) {
            errorMessage = message;
            String module = name.replaceAll("[^A-Za-z]+", "_").toLowerCase(java.util.Locale.ROOT);
            return event(
                    "exception",
                    Attributes.of(
                            stringKey("exception.type"), exceptionType,
                            stringKey("exception.message"), message,
                            stringKey("exception.stacktrace"),
                                    exceptionType + ": " + message + "\n  at " + module + ".handle(" + module
                                            + ".py:42)\n  at app.main(app.py:7)"));
        }

        /// Works for a while, then ends.
        Draft work(double leastMillis, double mostMillis) {
            pass(leastMillis, mostMillis);
            return end();
        }

        Draft end() {
            endNanos = nowNanos;
            return this;
        }
    }

    Draft root(Attributes resource, String name, SpanKind kind) {
        return open(-1, resource, name, kind);
    }

    /// A child in the same service.
    Draft child(Draft parent, String name, SpanKind kind) {
        return open(parent.index, parent.resource, name, kind);
    }

    /// The other side of a call: a child in another service, a network's delay later.
    Draft remote(Draft caller, Attributes resource, String name, SpanKind kind) {
        pass(0.2, 1.5);
        return open(caller.index, resource, name, kind);
    }

    private Draft open(int parent, Attributes resource, String name, SpanKind kind) {
        Draft draft = new Draft(spans.size(), parent, resource, name, kind);
        spans.add(draft);
        return draft;
    }

    /// Lets time go by.
    void pass(double leastMillis, double mostMillis) {
        // Squared: most are short and some are long, as with real services.
        double share = random.nextDouble();
        nowNanos += (long) ((leastMillis + (mostMillis - leastMillis) * share * share) * MILLI);
    }

    SplittableRandom random() {
        return random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }

    PlannedTrace plan() {
        List<PlannedSpan> planned = new ArrayList<>(spans.size());
        for (Draft span : spans) {
            if (span.endNanos == 0) {
                throw new IllegalStateException(scenario + ": span '" + span.name + "' was never ended");
            }
            planned.add(new PlannedSpan(
                    span.spanId,
                    span.parent,
                    span.resource,
                    span.name,
                    span.kind,
                    span.startNanos,
                    span.endNanos - span.startNanos,
                    span.attributes,
                    span.events,
                    span.errorMessage));
        }
        return new PlannedTrace(scenario, traceId, planned);
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
