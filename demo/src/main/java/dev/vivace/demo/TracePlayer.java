package dev.vivace.demo;

import dev.vivace.demo.PlannedTrace.PlannedEvent;
import dev.vivace.demo.PlannedTrace.PlannedSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Plays planned traces through OpenTelemetry's SDK, with one tracer provider per resource and one span processor for
/// all of them. Confined to one thread.
final class TracePlayer {
    private static final String LIBRARY = "dev.vivace.demo";

    private final SpanProcessor processor;
    private final PlannedIds ids = new PlannedIds();
    private final Map<Attributes, Tracer> tracers = new HashMap<>();

    /// @param processor stays the caller's to shut down
    TracePlayer(SpanProcessor processor) {
        this.processor = processor;
    }

    /// Hands out the ids of the span that is about to be started.
    private static final class PlannedIds implements IdGenerator {
        private String traceId = "";
        private String spanId = "";

        @Override
        public String generateSpanId() {
            return spanId;
        }

        @Override
        public String generateTraceId() {
            return traceId;
        }
    }

    /// Starts and ends every span at its planned time.
    ///
    /// @param startEpochNanos of the trace
    void play(PlannedTrace trace, long startEpochNanos) {
        List<PlannedSpan> planned = trace.spans();
        Span[] spans = new Span[planned.size()];
        ids.traceId = trace.traceId();
        for (int i = 0; i < spans.length; i++) {
            PlannedSpan plan = planned.get(i);
            ids.spanId = plan.spanId();
            SpanBuilder builder = tracer(plan.resource())
                    .spanBuilder(plan.name())
                    .setSpanKind(plan.kind())
                    .setAllAttributes(plan.attributes())
                    .setStartTimestamp(startEpochNanos + plan.startNanos(), TimeUnit.NANOSECONDS);
            if (plan.parent() < 0) {
                builder.setNoParent();
            } else {
                builder.setParent(Context.root().with(spans[plan.parent()]));
            }
            spans[i] = builder.startSpan();
            for (PlannedEvent event : plan.events()) {
                spans[i].addEvent(
                        event.name(), event.attributes(), startEpochNanos + event.atNanos(), TimeUnit.NANOSECONDS);
            }
            if (plan.errorMessage() != null) {
                spans[i].setStatus(StatusCode.ERROR, plan.errorMessage());
            }
        }
        // Children end before their parents, as in life.
        for (int i = spans.length - 1; i >= 0; i--) {
            PlannedSpan plan = planned.get(i);
            spans[i].end(startEpochNanos + plan.startNanos() + plan.durationNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private Tracer tracer(Attributes resource) {
        return tracers.computeIfAbsent(
                resource,
                attributes -> SdkTracerProvider.builder()
                        .setResource(Resource.create(attributes))
                        .setIdGenerator(ids)
                        .addSpanProcessor(processor)
                        .build()
                        .get(LIBRARY, "1.0.0"));
    }
}
