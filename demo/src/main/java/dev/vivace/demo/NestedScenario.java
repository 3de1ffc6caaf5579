package dev.vivace.demo;

import static io.opentelemetry.api.trace.SpanKind.CLIENT;
import static io.opentelemetry.api.trace.SpanKind.INTERNAL;
import static io.opentelemetry.api.trace.SpanKind.SERVER;

import dev.vivace.demo.TraceDraft.Draft;
import io.opentelemetry.api.common.Attributes;

/// What a FastAPI application sends: operations inside operations, several operations in a row, a slow endpoint.
final class NestedScenario {
    private NestedScenario() {}

    static void nested(TraceDraft trace) {
        switch (trace.random().nextInt(4)) {
            case 0, 1 -> deep(trace);
            case 2 -> wide(trace);
            default -> slow(trace);
        }
    }

    private static void deep(TraceDraft trace) {
        int depth = 2 + trace.random().nextInt(6);
        Draft root = trace.root(Services.FASTAPI, "GET /trace-example", SERVER)
                .with(ShopScenarios.http("GET", "/trace-example", 200))
                .with(Attributes.builder().put("trace.depth", depth).build());
        level(trace, root, 1, depth);
        root.work(0.5, 3);
    }

    private static void level(TraceDraft trace, Draft parent, int level, int depth) {
        Draft operation = trace.child(parent, "nested-operation-" + level, INTERNAL)
                .with(Attributes.builder().put("operation.level", level).build());
        trace.pass(1, 15);
        if (level < depth) {
            level(trace, operation, level + 1, depth);
        } else {
            Draft call = trace.child(operation, "GET my-service", CLIENT)
                    .with(ShopScenarios.http("GET", "/leaf", 200))
                    .with(Attributes.builder().put("peer.service", "my-service").build());
            trace.remote(call, Services.MINE, "GET /leaf", SERVER)
                    .with(ShopScenarios.http("GET", "/leaf", 200))
                    .work(2, 30);
            call.end();
        }
        operation.work(0.5, 5);
    }

    private static void wide(TraceDraft trace) {
        int operations = 1 + trace.random().nextInt(5);
        Draft root = trace.root(Services.FASTAPI, "GET /generate-traces", SERVER)
                .with(ShopScenarios.http("GET", "/generate-traces", 200))
                .with(Attributes.builder()
                        .put("operations_per_trace", operations)
                        .build());
        for (int i = 1; i <= operations; i++) {
            trace.child(root, "operation-" + i, INTERNAL)
                    .with(Attributes.builder().put("operation.number", i).build())
                    .work(2, 60);
        }
        root.work(0.5, 3);
    }

    private static void slow(TraceDraft trace) {
        Draft root = trace.root(Services.FASTAPI, "GET /slow", SERVER).with(ShopScenarios.http("GET", "/slow", 200));
        trace.child(root, "sleep", INTERNAL)
                .with(Attributes.builder().put("sleep.seconds", 2).build())
                .work(2000, 2100);
        root.work(0.5, 3);
    }
}
