package dev.vivace.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.ingest.receive.TenantRule;
import dev.vivace.model.TenantId;
import dev.vivace.wire.tempo.Packets;
import dev.vivace.wire.tempo.StreamingRequests;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tempopb.StreamingQuerier`, the gRPC service of the API port: each call is the question of an HTTP
/// endpoint, its
/// answer several messages. Thread-safe.
///
/// What is certain is sent at most every [#INTERVAL_NANOS], nothing of it twice; the last message is the whole
/// answer. It is split if it is longer than [#MAX_PACKET], so that clients put all messages together
/// whatever they
/// are. A question ends when its client goes away.
final class StreamingQuerier {

    static final String SERVICE = "/tempopb.StreamingQuerier/";

    private static final long INTERVAL_NANOS = 500_000_000;
    /// Clients receive 4 MiB at most unless told otherwise.
    private static final int MAX_PACKET = 1 << 20;

    /// A request beyond is broken off; up to here there is a status that says what is wrong.
    private static final int MAX_BODY = 4 * GrpcMessages.MAX_REQUEST;

    private static final String PROTOBUF = "application/protobuf";
    private static final String ONLY_ONE =
            "error parsing date range: only one of start and end provided: must provide both or neither";
    private static final Logger LOG = LoggerFactory.getLogger(StreamingQuerier.class);

    /// @param request reads the message as parameters
    /// @param hasDefaultRange whether a request may have neither start nor end
    private record Call(
            Function<byte[], Map<String, String>> request, boolean hasDefaultRange, StreamedEndpoint endpoint) {}

    private final Map<String, Call> calls;
    private final TenantRule tenantRule;
    private final QueryThreads queries;
    private final QueryGate gate;
    private final LongSupplier nanoTime;

    /// @param nanoTime a clock like [System#nanoTime()]
    StreamingQuerier(
            QueryEndpoints endpoints,
            TenantRule tenantRule,
            QueryThreads queries,
            QueryGate gate,
            LongSupplier nanoTime) {
        this.calls = Map.of(
                "Search", new Call(StreamingRequests::search, true, endpoints.search()),
                "SearchTags", new Call(StreamingRequests::tags, true, whole(endpoints.oldTags())),
                "SearchTagsV2", new Call(StreamingRequests::tags, true, whole(endpoints.tags())),
                "SearchTagValues", new Call(StreamingRequests::tagValues, true, whole(endpoints.oldTagValues())),
                "SearchTagValuesV2", new Call(StreamingRequests::tagValues, true, whole(endpoints.tagValues())),
                "MetricsQueryRange", new Call(StreamingRequests::metricsRange, false, endpoints.metricsRange()),
                "MetricsQueryInstant", new Call(StreamingRequests::metricsInstant, false, endpoints.metricsInstant()));
        this.tenantRule = tenantRule;
        this.queries = queries;
        this.gate = gate;
        this.nanoTime = nanoTime;
    }

    /// Names are few and come from dictionaries: there is nothing to send in between.
    private static StreamedEndpoint whole(Endpoint endpoint) {
        return (request, interim) -> endpoint.answer(request).body();
    }

    /// @return null if there is no such call
    @Nullable
    HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        String path = ctx.path();
        Call call = path.startsWith(SERVICE) ? calls.get(path.substring(SERVICE.length())) : null;
        if (call == null) {
            return null;
        }
        HttpResponseWriter response = HttpResponse.streaming();
        response.write(GrpcReply.head());
        ctx.clearRequestTimeout(); // the query's own limit ends it, and says so in a status
        ctx.setMaxRequestLength(MAX_BODY);
        RequestHeaders headers = request.headers();
        List<TenantId> tenants = tenants(headers, response);
        if (tenants == null) {
            return response;
        }
        request.aggregate()
                .thenCompose(body -> {
                    byte[] message =
                            GrpcMessages.read(body.content().array(), headers.get("grpc-encoding", "identity"));
                    ApiRequest question = question(call, path, message, tenants);
                    return queries.ask(ctx, () -> {
                        answer(call, question, response);
                        return response;
                    });
                })
                .whenComplete((_, cause) -> {
                    if (cause != null) {
                        fail(response, path, cause);
                    }
                });
        return response;
    }

    /// Whose data is asked for; null if that is refused, and said so.
    private @Nullable List<TenantId> tenants(RequestHeaders headers, HttpResponseWriter response) {
        switch (tenantRule.of(headers)) {
            case TenantRule.Outcome.Named(List<TenantId> tenants) -> {
                String refusal = gate.refusal(headers.path(), tenants.size());
                if (refusal == null) {
                    return tenants;
                }
                GrpcMessages.fail(response, GrpcCode.INVALID_ARGUMENT, refusal);
            }
            case TenantRule.Outcome.Missing(boolean headerPresent) ->
                GrpcMessages.fail(response, headerPresent ? GrpcCode.INVALID_ARGUMENT : GrpcCode.UNKNOWN, "no org id");
            case TenantRule.Outcome.Invalid(String message) ->
                GrpcMessages.fail(response, GrpcCode.INVALID_ARGUMENT, message);
        }
        return null;
    }

    private static ApiRequest question(Call call, String path, byte[] message, List<TenantId> tenants) {
        Map<String, String> parameters;
        try {
            parameters = call.request.apply(message);
        } catch (IllegalArgumentException e) {
            throw new GrpcMessages.UnreadableException(
                    GrpcCode.INTERNAL, "grpc: error unmarshalling request: " + e.getMessage());
        }
        if (call.hasDefaultRange && parameters.containsKey("start") != parameters.containsKey("end")) {
            throw new BadRequestException(ONLY_ONE);
        }
        String variable = parameters.getOrDefault(StreamingRequests.TAG_NAME, "");
        return new ApiRequest("POST", path, variable, new Parameters(parameters), PROTOBUF, tenants);
    }

    private void answer(Call call, ApiRequest question, HttpResponseWriter response) throws Exception {
        long started = nanoTime.getAsLong();
        StreamedEndpoint.Interim interim = new StreamedEndpoint.Interim() {
            private long sent = started;

            @Override
            public boolean isDue() {
                return nanoTime.getAsLong() - sent > INTERVAL_NANOS;
            }

            @Override
            public void send(byte[] message) {
                Packets.split(message, MAX_PACKET).forEach(packet -> GrpcMessages.send(response, packet));
                sent = nanoTime.getAsLong();
            }
        };
        interim.send(call.endpoint.stream(question, interim));
        GrpcMessages.succeed(response);
    }

    private static void fail(HttpResponseWriter response, String path, Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        switch (cause) {
            case GrpcMessages.UnreadableException unreadable ->
                GrpcMessages.fail(response, unreadable.code(), String.valueOf(unreadable.getMessage()));
            case ContentTooLargeException _ -> fail(response, path, GrpcMessages.tooLarge());
            case ClosedStreamException _ -> response.close(cause);
            default -> {
                QueryFailure failure = QueryFailure.of(cause);
                if (failure.unforeseen()) {
                    LOG.error("{} failed", path, cause);
                }
                GrpcMessages.fail(response, failure.grpc(), failure.message());
            }
        }
    }
}
