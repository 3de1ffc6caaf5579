package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What tempo-vulture checks of a server, and more strictly: it sorts both traces before it compares them,
/// here batches and spans must come back in the order in which they were sent.
class VultureIT {

    private static final int TRACES = 12;
    private static final int PARTS = 4;

    /// A while ago, so that the last parts' times are past too.
    private final long seconds = Instant.now().getEpochSecond() - 60;

    private final List<VultureTrace> traces = IntStream.range(0, TRACES)
            .mapToObj(number -> VultureTrace.of(seconds, number, PARTS))
            .toList();

    /// One part more at each stage of a trace's life: all live, one part in a block, a part in each of two
    /// blocks, replayed from the log after a stop and after a crash.
    @Test
    void longWritesComeBackAsTheyWereSentWhereverTheirPartsAre(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            write(server, 0);
            check(server, 1, "live");
            Flush.of(server);
            check(server, 1, "flushed");
            write(server, 1);
            check(server, 2, "one part in a block, one live");
            server.kill9();
            server.restart(Lifetimes.LIVE);
            check(server, 2, "after a crash");
            Flush.of(server);
            check(server, 2, "in two blocks");
            write(server, 2);
            assertThat(server.sigterm()).isZero();
            server.restart(Lifetimes.LIVE);
            check(server, 3, "after a stop");
            write(server, 3);
            check(server, 4, "in blocks and live");
            write(server, 1);
            check(server, 4, "a part sent again");
            Flush.of(server);
            check(server, 4, "in blocks alone");
        }
    }

    private void write(ServerUnderTest server, int part) {
        TraceServiceBlockingStub stub = GrpcClients.builder("gproto+" + server.otlpGrpc())
                .addHeader("x-scope-orgid", "")
                .build(TraceServiceBlockingStub.class);
        for (VultureTrace trace : traces) {
            stub.export(ExportTraceServiceRequest.newBuilder()
                    .addAllResourceSpans(trace.parts().get(part))
                    .build());
        }
    }

    private void check(ServerUnderTest server, int parts, String when) throws Exception {
        for (VultureTrace trace : traces) {
            List<ResourceSpans> sent = trace.first(parts);
            String range = "?start=" + (seconds - 1800) + "&end=" + (seconds + 1800);
            Answer v1 = Conversation.get(server.api("/api/traces/" + trace.hex() + range), Conversation.PROTOBUF);
            assertThat(v1.status()).as(when).isEqualTo(200);
            assertThat(v1.contentType()).isEqualTo("application/protobuf");
            for (TraceById way : TraceById.values()) {
                Answer answer = Conversation.get(server.api(way.path() + trace.hex() + range), way.accept());
                assertSame(way.read(answer).getResourceSpansList(), sent, when + ", " + way + " of " + trace.hex());
            }
            assertParentsThere(TraceById.V1_PROTOBUF.read(v1).getResourceSpansList());
        }
        for (VultureTrace trace : traces.subList(0, 4)) {
            checkSearch(server, trace, trace.attribute(parts, trace.hashCode()));
        }
    }

    private static void assertSame(List<ResourceSpans> answered, List<ResourceSpans> sent, String what) {
        assertThat(VultureTrace.withSortedAttributes(answered))
                .as(what)
                .isEqualTo(VultureTrace.withSortedAttributes(sent));
    }

    private static void assertParentsThere(List<ResourceSpans> batches) {
        Set<Object> ids = new HashSet<>();
        List<Span> spans = batches.stream()
                .flatMap(batch -> batch.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
        spans.forEach(span -> ids.add(span.getSpanId()));
        assertThat(spans).allMatch(span -> span.getParentSpanId().isEmpty() || ids.contains(span.getParentSpanId()));
    }

    private void checkSearch(ServerUnderTest server, VultureTrace trace, KeyValue by) throws Exception {
        String value = by.getValue().getStringValue();
        String range = "&start=" + (seconds - 1800) + "&end=" + (seconds + 1800);
        String query = Conversation.escaped("{.%s = \"%s\"}".formatted(by.getKey(), value));
        String tags = Conversation.escaped("%s=\"%s\"".formatted(by.getKey(), value));
        assertThat(found(server.api("/api/search?tags=" + tags + range))).contains(trace.hex());
        URI search = server.api("/api/search?q=" + query + range);
        assertThat(found(search)).contains(trace.hex());

        URI metrics = server.api("/api/metrics/query_range?q=" + query + Conversation.escaped(" | count_over_time()")
                + range + "&step=10s");
        JsonNode series = Conversation.get(metrics).json().path("series");
        assertThat(series.size()).isEqualTo(1);
        double counted = 0;
        for (JsonNode sample : series.at("/0/samples")) {
            counted += sample.path("value").asDouble();
        }
        int matched = 0;
        for (JsonNode found : Conversation.get(search).json().path("traces")) {
            for (JsonNode spanset : found.path("spanSets")) {
                matched += spanset.path("matched").asInt();
            }
        }
        assertThat(counted).isGreaterThanOrEqualTo(1).isEqualTo(matched);
    }

    private static List<String> found(URI search) throws Exception {
        Answer answer = Conversation.get(search, "*/*");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json()
                .path("traces")
                .valueStream()
                .map(trace -> "0".repeat(32 - trace.path("traceID").asString().length())
                        + trace.path("traceID").asString())
                .toList();
    }
}
