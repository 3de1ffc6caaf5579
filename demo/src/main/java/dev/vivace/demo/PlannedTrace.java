package dev.vivace.demo;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trace before it is sent: everything but the time of day. Immutable.
///
/// @param traceId 32 hex digits
/// @param spans the root first, every span after its parent
record PlannedTrace(Scenario scenario, String traceId, List<PlannedSpan> spans) {
    PlannedTrace {
        spans = List.copyOf(spans);
    }

    /// From the first start to the last end; the root starts at 0.
    long durationNanos() {
        long end = 0;
        for (PlannedSpan span : spans) {
            end = Math.max(end, span.startNanos() + span.durationNanos());
        }
        return end;
    }

    /// @param spanId 16 hex digits
    /// @param parent index of the parent in the trace, -1 for the root
    /// @param resource who does it
    /// @param startNanos after the start of the trace
    /// @param errorMessage null unless the span failed
    record PlannedSpan(
            String spanId,
            int parent,
            Attributes resource,
            String name,
            SpanKind kind,
            long startNanos,
            long durationNanos,
            Attributes attributes,
            List<PlannedEvent> events,
            @Nullable String errorMessage) {
        PlannedSpan {
            events = List.copyOf(events);
        }
    }

    /// @param atNanos after the start of the trace
    record PlannedEvent(String name, long atNanos, Attributes attributes) {}
}
