package dev.vivace.server.http;

import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.query.TraceAnswer;
import dev.vivace.wire.tempo.TraceByIdMessages;
import dev.vivace.wire.tempo.TraceJson;
import dev.vivace.wire.tempo.TraceLlmJson;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Answers `/api/traces/{traceID}` and `/api/v2/traces/{traceID}`. Thread-safe.
///
/// A trace nobody sent is 404 without a body in version 1, and an empty trace with 200 in version 2:
/// Grafana falls
/// back to version 1 on a 404, and dereferences the trace of a 200 unchecked.
final class TraceEndpoint implements Endpoint {

    private static final Set<String> MODES = Set.of("all", "ingesters", "blocks", "external");
    private static final String UUID = "[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}";

    private final TenantQueries queries;
    private final Version version;

    TraceEndpoint(TenantQueries queries, Version version) {
        this.queries = queries;
        this.version = version;
    }

    /// Of the API.
    enum Version {
        V1,
        V2
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        String hex = request.variable();
        boolean zero = checkId(hex);
        checkParameters(request.parameters());
        TraceAnswer found = zero ? new TraceAnswer(List.of(), 0) : queries.trace(request.tenants(), TraceId.parse(hex));
        List<Span> spans = found.spans();
        Negotiation format = Negotiation.of(request.accept());
        if (version == Version.V2) {
            long cost = found.inspectedBytes();
            return switch (format) {
                case PROTOBUF -> Reply.protobuf(TraceByIdMessages.response(spans, cost, null));
                case JSON -> Reply.json(TraceJson.v2(spans, cost, null));
                case LLM -> Reply.llm(TraceLlmJson.of(spans, cost, null));
            };
        }
        if (spans.isEmpty()) {
            return Reply.empty(404);
        }
        long most = queries.maxBytesPerTrace(request.tenants());
        if (most > 0 && TraceByIdMessages.trace(spans).length > most) {
            throw new BadRequestException(422, "trace exceeds max size (max bytes: " + most + ")");
        }
        return switch (format) {
            case PROTOBUF -> Reply.protobuf(TraceByIdMessages.trace(spans));
            case JSON -> Reply.json(TraceJson.v1(spans));
            case LLM -> new Reply(200, "application/vnd.grafana.llm", TraceJson.v1(spans));
        };
    }

    /// @return whether the id is all zeros: valid, and of no trace
    private static boolean checkId(String hex) {
        boolean zero = true;
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (Character.digit(c, 16) < 0 || c > 'f') {
                throw new BadRequestException("trace IDs can only contain hex characters: invalid character '" + c
                        + "' at position " + (i + 1));
            }
            zero &= c == '0';
        }
        if (hex.length() > 2 * TraceId.SIZE_BYTES) {
            throw new BadRequestException("trace IDs can't be larger than 128 bits");
        }
        return zero;
    }

    private void checkParameters(Parameters parameters) {
        String mode = parameters.text("mode", "all");
        if (!MODES.contains(mode)) {
            throw new BadRequestException("invalid value for mode " + mode + " (expected: all, ingesters or blocks)");
        }
        if (mode.equals("external")) {
            throw new BadRequestException(500, "external mode is not enabled\n");
        }
        if (!mode.equals("ingesters")) {
            checkUuid(parameters, "blockStart", "invalid value for blockstart: ");
            checkUuid(parameters, "blockEnd", "invalid value for blockEnd: ");
            TimeParameters.checkTraceRange(parameters);
        }
        if (version == Version.V2 && !parameters.text("q", "").isBlank()) {
            throw new BadRequestException("invalid TraceQL filter: this version of Vivace answers whole traces only;"
                    + " leave q out, or find the spans with /api/search");
        }
    }

    private static void checkUuid(Parameters parameters, String name, String complaint) {
        String value = parameters.text(name);
        if (value != null && !value.toLowerCase(Locale.ROOT).matches(UUID)) {
            throw new BadRequestException(complaint + "'" + value + "' (expected: a UUID)");
        }
    }
}
