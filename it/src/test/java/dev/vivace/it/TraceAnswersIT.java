package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Traces by id of a running server: parts of them, in both versions and all formats, and what is said of
/// limits.
class TraceAnswersIT {

    private final VultureTrace trace = VultureTrace.of(Instant.now().getEpochSecond() - 60, 1, 3);

    private static void send(ServerUnderTest server, List<ResourceSpans> batches) throws Exception {
        Answer sent = Conversation.post(
                server.otlpHttp(),
                "application/x-protobuf",
                TracesData.newBuilder().addAllResourceSpans(batches).build().toByteArray());
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    }

    private List<ResourceSpans> answered(ServerUnderTest server, String parameters) throws Exception {
        Answer answer =
                Conversation.get(server.api("/api/v2/traces/" + trace.hex() + parameters), Conversation.PROTOBUF);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return VultureTrace.withSortedAttributes(
                TraceById.V2_PROTOBUF.read(answer).getResourceSpansList());
    }

    @Test
    void modeChoosesBetweenBlocksAndWhatIsLive(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            send(server, trace.parts().get(0));
            Flush.of(server);
            send(server, trace.parts().get(1));
            List<ResourceSpans> stored =
                    VultureTrace.withSortedAttributes(trace.parts().get(0));
            List<ResourceSpans> live =
                    VultureTrace.withSortedAttributes(trace.parts().get(1));

            assertThat(answered(server, "?mode=blocks")).isEqualTo(stored);
            assertThat(answered(server, "?mode=ingesters")).isEqualTo(live);
            assertThat(answered(server, "?mode=all"))
                    .startsWith(stored.getFirst())
                    .endsWith(live.getLast());
            assertThat(answered(server, "?mode=blocks&blockStart=ffffffff-ffff-ffff-ffff-ffffffffffff"))
                    .isEmpty();
            assertThat(answered(server, "?mode=blocks&blockEnd=00000000-0000-0000-0000-000000000000"))
                    .isEmpty();
            assertThat(answered(
                            server,
                            "?mode=blocks&blockStart=00000000-0000-0000-0000-000000000000"
                                    + "&blockEnd=ffffffff-ffff-ffff-ffff-ffffffffffff"))
                    .isEqualTo(stored);
            assertThat(answered(server, "?start=1&end=2"))
                    .as("a range narrows nothing")
                    .hasSize(stored.size() + live.size());
        }
    }

    @Test
    void commandLineAsksForPartsOfTraces(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            send(server, trace.first(3));
            Flush.of(server);
            int whole = spans(answered(server, ""));
            String last = Conversation.escaped("{ span:parentID != nil && span:childCount = 0 }");

            assertThat(spans(answered(server, "?q=" + last))).isEqualTo(1);
            assertThat(spans(answered(server, "?q=" + last + "&keep_hierarchy=true")))
                    .isEqualTo(whole);
            assertThat(spans(answered(server, "?q=" + last + "&keep_hierarchy=true&ancestor_depth=2")))
                    .isEqualTo(3);
            String root = Conversation.escaped("{ nestedSetParent < 0 }");
            assertThat(spans(answered(server, "?q=" + root + "&match_depth=2"))).isEqualTo(3);
            assertThat(spans(answered(server, "?q=" + root + "&match_depth=-1")))
                    .isEqualTo(whole);
            JsonNode json = Conversation.get(server.api("/api/v2/traces/" + trace.hex() + "?q=" + root))
                    .json();
            assertThat(json.path("status").asString()).isEqualTo("PARTIAL");
            assertThat(json.path("message").asString())
                    .isEqualTo("Trace filtered, only a subset of spans matching the filter is returned");
            UnknownFieldSet protobuf = UnknownFieldSet.parseFrom(
                    Conversation.get(server.api("/api/v2/traces/" + trace.hex() + "?q=" + root), Conversation.PROTOBUF)
                            .body());
            assertThat(protobuf.getField(3).getVarintList()).containsExactly(1L);
            assertThat(protobuf.getField(4).getLengthDelimitedList().getFirst().toStringUtf8())
                    .startsWith("Trace filtered");
        }
    }

    private static int spans(List<ResourceSpans> batches) {
        return batches.stream()
                .flatMap(batch -> batch.getScopeSpansList().stream())
                .mapToInt(scope -> scope.getSpansCount())
                .sum();
    }

    @Test
    void tracesPastTheirLimitAreRefusedPartialOrNotCompared(@TempDir Path directory) throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE)) {
            send(server, trace.first(3));
            assertThat(server.sigterm()).isZero();
        }
        int bytes = size(trace.first(3));
        int most = bytes / 2;
        try (ServerUnderTest server = ServerUnderTest.start(
                directory, Lifetimes.LIVE, "overrides: {defaults: {global: {max_bytes_per_trace: " + most + "}}}\n")) {
            Answer v1 = Conversation.get(server.api("/api/traces/" + trace.hex()), Conversation.PROTOBUF);
            assertThat(v1.status()).isEqualTo(422);
            assertThat(v1.text()).isEqualTo("trace exceeds max size (max bytes: " + most + ")");

            JsonNode v2 = Conversation.get(server.api("/api/v2/traces/" + trace.hex()))
                    .json();
            assertThat(v2.path("status").asString()).isEqualTo("PARTIAL");
            assertThat(v2.path("message").asString())
                    .isEqualTo("Trace exceeds maximum size of " + most + " bytes, a partial trace is returned");
            List<ResourceSpans> part = answered(server, "");
            List<ResourceSpans> whole = VultureTrace.withSortedAttributes(trace.first(3));
            assertThat(size(part)).isBetween(most / 2, most);
            assertThat(part.subList(0, part.size() - 1)).isEqualTo(whole.subList(0, part.size() - 1));
            JsonNode filtered = Conversation.get(server.api("/api/v2/traces/" + trace.hex() + "?q=%7Bfalse%7D"))
                    .json();
            assertThat(filtered.path("message").asString()).contains(" is returned; Trace filtered, ");

            Answer diff = diff(server, trace.hex(), trace.hex());
            assertThat(diff.status()).isEqualTo(422);
            assertThat(diff.text())
                    .startsWith("fetch base trace: trace " + trace.hex() + ": partial traces cannot be diffed");
            VultureTrace small = smallerThan(most * 3 / 4); // or it would not have been taken
            send(server, small.first(1));
            int smallBytes = size(small.first(1));
            assertThat(diff(server, small.hex(), small.hex()).status()).isEqualTo(2 * smallBytes > most ? 429 : 200);
        }
        try (ServerUnderTest server = ServerUnderTest.start(
                directory,
                Lifetimes.LIVE,
                "overrides: {defaults: {global: {max_bytes_per_trace: " + bytes * 3 / 2 + "}}}\n")) {
            assertThat(diff(server, trace.hex(), trace.hex()).status()).isEqualTo(429);
        }
    }

    private static VultureTrace smallerThan(int bytes) {
        long now = Instant.now().getEpochSecond();
        for (int ago = 60; ago < 10_000; ago++) {
            VultureTrace candidate = VultureTrace.of(now - ago, 2, 1);
            if (size(candidate.first(1)) < bytes) {
                return candidate;
            }
        }
        throw new IllegalStateException("no trace of less than " + bytes + " bytes");
    }

    private static int size(List<ResourceSpans> batches) {
        return TracesData.newBuilder().addAllResourceSpans(batches).build().getSerializedSize();
    }

    private static Answer diff(ServerUnderTest server, String base, String compare) throws Exception {
        String body = "{\"base\":{\"traceId\":\"%s\"},\"compare\":{\"traceId\":\"%s\"}}".formatted(base, compare);
        return Conversation.send(HttpRequest.newBuilder(server.api("/api/v2/traces/diff"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8))));
    }
}
