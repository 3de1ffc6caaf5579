package dev.vivace.demo;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vivace.demo.PlannedTrace.PlannedSpan;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TracePlannerTest {
    private static final List<PlannedTrace> PLANNED =
            LongStream.range(0, 10_000).mapToObj(new TracePlanner(42)::plan).toList();

    private static boolean anySpan(Predicate<PlannedSpan> condition) {
        return PLANNED.stream().flatMap(trace -> trace.spans().stream()).anyMatch(condition);
    }

    private static boolean isService(PlannedSpan span, String name) {
        return Services.nameOf(span.resource()).equals(name);
    }

    @Test
    void sameSeedPlansTheSameTraces() {
        TracePlanner again = new TracePlanner(42);

        assertThat(again.plan(9_999)).isEqualTo(PLANNED.get(9_999));
        assertThat(again.plan(0)).isEqualTo(PLANNED.get(0));
        assertThat(new TracePlanner(43).plan(0)).isNotEqualTo(PLANNED.get(0));
    }

    @Test
    void sharesOfTheScenariosAreKept() {
        int[] counts = new int[Scenario.values().length];
        PLANNED.forEach(trace -> counts[trace.scenario().ordinal()]++);

        for (Scenario scenario : Scenario.values()) {
            assertThat(counts[scenario.ordinal()] / 10_000.0)
                    .as(scenario.name())
                    .isEqualTo(scenario.perThousand() / 1000.0, within(0.015));
        }
        double shop = counts[0] + counts[1] + counts[2];
        assertThat(counts[Scenario.USER_REQUEST.ordinal()] / shop).isEqualTo(0.50, within(0.02));
        assertThat(counts[Scenario.ORDER.ordinal()] / shop).isEqualTo(0.35, within(0.02));
        assertThat(counts[Scenario.ERROR.ordinal()] / shop).isEqualTo(0.15, within(0.02));
    }

    @Test
    void idsAreDistinctAndSpansStandAfterTheirParents() {
        Set<String> traceIds = new HashSet<>();
        Set<String> spanIds = new HashSet<>();
        for (PlannedTrace trace : PLANNED) {
            assertThat(traceIds.add(trace.traceId())).isTrue();
            for (int i = 0; i < trace.spans().size(); i++) {
                PlannedSpan span = trace.spans().get(i);
                assertThat(spanIds.add(span.spanId())).isTrue();
                assertThat(span.parent()).isBetween(i == 0 ? -1 : 0, i - 1);
                assertThat(span.durationNanos()).isPositive();
                assertThat(span.parent() < 0
                                || span.startNanos()
                                        >= trace.spans().get(span.parent()).startNanos())
                        .isTrue();
            }
        }
    }

    @Test
    void billingQueriesFindSomething() {
        assertThat(anySpan(span -> "customer-alice".equals(span.resource().get(stringKey("customer.id")))))
                .isTrue();
        assertThat(anySpan(span -> Objects.requireNonNullElse(span.resource().get(stringKey("session.id")), "")
                                .matches("sess-.*")
                        && span.resource().get(doubleKey("session.total_cost")) != null))
                .isTrue();
        assertThat(anySpan(span -> isService(span, "billing-service")
                        && span.name().equals("process-payment")
                        && span.durationNanos() > 100_000_000))
                .isTrue();
        assertThat(anySpan(span -> isService(span, "billing-service")
                        && span.name().equals("payment-gateway-call")
                        && span.errorMessage() != null))
                .isTrue();
    }

    @Test
    void flowQueriesFindSomething() {
        assertThat(anySpan(span -> Objects.requireNonNullElse(span.attributes().get(stringKey("source.pod.name")), "")
                        .startsWith("nginx-")))
                .isTrue();
        assertThat(anySpan(span ->
                        Objects.requireNonNullElse(span.attributes().get(longKey("flow.bytes.sent")), 0L) > 1_000_000))
                .isTrue();
        assertThat(anySpan(span -> "TCP".equals(span.attributes().get(stringKey("network.protocol")))
                        && Objects.equals(443L, span.attributes().get(longKey("destination.port")))))
                .isTrue();
        assertThat(anySpan(span -> "frontend".equals(span.attributes().get(stringKey("source.namespace")))
                        && "backend".equals(span.attributes().get(stringKey("destination.namespace")))))
                .isTrue();
    }

    @Test
    void queriesOfTheOtherGuidesFindSomething() {
        assertThat(anySpan(span -> isService(span, "test-service"))).isTrue();
        assertThat(anySpan(span -> isService(span, "my-service"))).isTrue();
        assertThat(anySpan(span -> isService(span, "fastapi-app"))).isTrue();
        assertThat(anySpan(span -> span.durationNanos() > 1_000_000_000)).isTrue();
        assertThat(anySpan(span -> isService(span, "frontend")
                        && Objects.equals(500L, span.attributes().get(longKey("http.status_code")))
                        && span.durationNanos() > 100_000_000))
                .isTrue();
    }
}
