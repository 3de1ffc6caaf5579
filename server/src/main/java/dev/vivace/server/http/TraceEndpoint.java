package dev.vivace.server.http;

import dev.vivace.model.ResourceSpans;
import dev.vivace.model.TraceId;
import dev.vivace.query.QueryRefusedException;
import dev.vivace.query.TraceAnswer;
import dev.vivace.query.TraceFilter;
import dev.vivace.query.TraceRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.source.TracePlaces;
import dev.vivace.wire.otlp.SpansWithin;
import dev.vivace.wire.tempo.TraceByIdMessages;
import dev.vivace.wire.tempo.TraceJson;
import dev.vivace.wire.tempo.TraceLlmJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers `/api/v2/traces/{traceID}`, or as [#v1] does. Thread-safe.
///
/// A trace nobody sent is an empty trace with 200: Grafana falls back to version 1 on a 404, and
/// dereferences the trace of a 200 unchecked.
final class TraceEndpoint implements Endpoint {

    private final TenantQueries queries;
    private final QuestionLimits limits;

    TraceEndpoint(TenantQueries queries, QuestionLimits limits) {
        this.queries = queries;
        this.limits = limits;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        TraceFilter filter = filter(request.parameters());
        TraceAnswer found = ask(queries, request);
        List<String> partialBecause = new ArrayList<>();
        List<ResourceSpans> shown = found.batches();
        long most = queries.maxBytesPerTrace(request.tenants());
        if (most > 0 && shown != (shown = SpansWithin.of(shown, most))) {
            partialBecause.add("Trace exceeds maximum size of " + most + " bytes, a partial trace is returned");
        }
        if (filter != null && shown != (shown = filter.of(shown))) {
            partialBecause.add("Trace filtered, only a subset of spans matching the filter is returned");
        }
        long cost = found.inspectedBytes();
        String because = partialBecause.isEmpty() ? null : String.join("; ", partialBecause);
        return switch (Negotiation.of(request.accept())) {
            case PROTOBUF -> Reply.protobuf(TraceByIdMessages.response(shown, cost, because));
            case JSON -> Reply.json(TraceJson.v2(shown, cost, because));
            case LLM -> Reply.llm(TraceLlmJson.of(shown, cost, because));
        };
    }

    private static TraceAnswer ask(TenantQueries queries, ApiRequest request) throws IOException {
        TraceId id = TraceIds.parse(request.variable());
        TracePlaces places = TraceParameters.places(request.parameters());
        return id == null
                ? new TraceAnswer(List.of(), 0)
                : queries.trace(request.tenants(), new TraceRequest(id, places));
    }

    private @Nullable TraceFilter filter(Parameters parameters) {
        String query = parameters.text("q", "");
        if (query.isBlank()) {
            return null;
        }
        SearchEndpoint.checkSize(query, limits);
        int below = TraceParameters.levels(parameters, "match_depth", 0);
        int above = parameters.flag("keep_hierarchy")
                ? TraceParameters.levels(parameters, "ancestor_depth", TraceFilter.ALL_LEVELS)
                : 0;
        try {
            return TraceFilter.of(query, above, below);
        } catch (TraceQlException e) {
            throw new BadRequestException(
                    "invalid TraceQL filter: failed to parse TraceQL spanset filter: " + e.getMessage());
        } catch (QueryRefusedException e) {
            throw new BadRequestException("invalid TraceQL filter: " + e.getMessage());
        }
    }

    /// Answers `/api/traces/{traceID}`: a trace nobody sent is 404 without a body.
    static Endpoint v1(TenantQueries queries) {
        return request -> {
            List<ResourceSpans> batches = ask(queries, request).batches();
            if (batches.isEmpty()) {
                return Reply.empty(404);
            }
            long most = queries.maxBytesPerTrace(request.tenants());
            if (most > 0 && TraceByIdMessages.trace(batches).length > most) {
                throw new BadRequestException(422, "trace exceeds max size (max bytes: " + most + ")");
            }
            return switch (Negotiation.of(request.accept())) {
                case PROTOBUF -> Reply.protobuf(TraceByIdMessages.trace(batches));
                case JSON -> Reply.json(TraceJson.v1(batches));
                case LLM -> new Reply(200, "application/vnd.grafana.llm", TraceJson.v1(batches));
            };
        };
    }
}
