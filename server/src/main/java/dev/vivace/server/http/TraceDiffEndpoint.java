package dev.vivace.server.http;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.model.diff.TraceDiff;
import dev.vivace.query.TraceRequest;
import dev.vivace.query.diff.TraceComparison;
import dev.vivace.server.http.TraceDiffRequest.Side;
import dev.vivace.wire.tempo.TraceByIdMessages;
import dev.vivace.wire.tempo.TraceDiffJson;
import dev.vivace.wire.tempo.TraceSummaryJson;
import java.io.IOException;
import java.util.List;

/// Answers `POST /api/v2/traces/diff`: what differs between two traces, always as JSON. Thread-safe.
final class TraceDiffEndpoint implements Endpoint {

    private final TenantQueries queries;

    TraceDiffEndpoint(TenantQueries queries) {
        this.queries = queries;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        if (!request.method().equals("POST")) {
            throw new BadRequestException(405, "Method Not Allowed");
        }
        return answer(TraceDiffRequest.parse(request.body()), request.tenants());
    }

    Reply answer(TraceDiffRequest question, List<TenantId> tenants) throws IOException {
        List<ResourceSpans> base = fetch(question.base(), tenants);
        List<ResourceSpans> compare = fetch(question.compare(), tenants);
        long most = queries.maxBytesPerTrace(tenants);
        if (most > 0) {
            checkSize(question, base, compare, most);
        }
        TraceDiff diff = TraceComparison.of(spans(base), spans(compare));
        return Reply.json(
                switch (question.format()) {
                    case PATCH -> TraceDiffJson.patch(diff);
                    case SUMMARY -> TraceSummaryJson.plain(diff);
                    case COMPOSED_SUMMARY -> TraceSummaryJson.composed(diff);
                });
    }

    private List<ResourceSpans> fetch(Side side, List<TenantId> tenants) throws IOException {
        TraceId id = side.traceId();
        List<ResourceSpans> batches = id == null
                ? List.of()
                : queries.trace(tenants, TraceRequest.of(id)).batches();
        if (batches.isEmpty()) {
            throw new BadRequestException(404, "Not Found");
        }
        return batches;
    }

    private static void checkSize(
            TraceDiffRequest question, List<ResourceSpans> base, List<ResourceSpans> compare, long most) {
        long baseBytes = checkSize("base", question.base(), base, most);
        long compareBytes = checkSize("compare", question.compare(), compare, most);
        if (baseBytes + compareBytes > most) {
            throw new BadRequestException(
                    429,
                    "the traces have " + baseBytes + " and " + compareBytes + " bytes, together more than "
                            + "max_bytes_per_trace allows: " + most);
        }
    }

    /// A trace of which version 2 would answer a part cannot be compared.
    private static long checkSize(String name, Side side, List<ResourceSpans> batches, long most) {
        long bytes = TraceByIdMessages.trace(batches).length;
        if (bytes > most) {
            throw new BadRequestException(
                    422,
                    "fetch " + name + " trace: trace " + side.text() + ": partial traces cannot be diffed (it has "
                            + bytes + " bytes, max_bytes_per_trace: " + most + ")");
        }
        return bytes;
    }

    private static List<Span> spans(List<ResourceSpans> batches) {
        return batches.stream().flatMap(ResourceSpans::spans).toList();
    }
}
