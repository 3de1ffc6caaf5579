package dev.vivace.wire.zipkin;

import static dev.vivace.wire.foreign.Translated.map;
import static dev.vivace.wire.foreign.Translated.only;
import static dev.vivace.wire.foreign.Translated.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.Span;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.zipkin.ZipkinTranslator.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.Endpoint;
import zipkin2.codec.SpanBytesEncoder;

class ZipkinV2Test {

    private static final ZipkinTranslator TRANSLATOR = new ZipkinTranslator(false);
    private static final zipkin2.Span SPAN = zipkin2.Span.newBuilder()
            .traceId("463ac35c9f6413ad48485a3953bb6124")
            .parentId("1")
            .id("2")
            .kind(zipkin2.Span.Kind.SERVER)
            .name("get /käse")
            .timestamp(1_700_000_000_000_000L)
            .duration(250)
            .localEndpoint(Endpoint.newBuilder()
                    .serviceName("shop")
                    .ip("10.1.2.3")
                    .port(8080)
                    .build())
            .remoteEndpoint(
                    Endpoint.newBuilder().serviceName("db").ip("2001:db8::c001").build())
            .addAnnotation(1_700_000_000_000_005L, "retry")
            .putTag("http.path", "/käse")
            .shared(true)
            .debug(true)
            .build();

    /// What Zipkin's own library writes.
    @Test
    void everythingASpanSaysArrivesInBothFormats() throws Exception {
        byte[] json = SpanBytesEncoder.JSON_V2.encodeList(List.of(SPAN));
        byte[] protobuf = SpanBytesEncoder.PROTO3.encodeList(List.of(SPAN));
        assertThat(ZipkinTranslator.detect(json, 0, json.length)).isEqualTo(Format.JSON);
        assertThat(ZipkinTranslator.detect(protobuf, 0, protobuf.length)).isEqualTo(Format.PROTOBUF);

        Span fromJson = only(TRANSLATOR.json(json, 0, json.length, false));
        Span fromProtobuf = only(TRANSLATOR.protobuf(protobuf, 0, protobuf.length));

        assertThat(fromProtobuf).isEqualTo(fromJson);
        assertThat(fromJson.traceId().toHex()).isEqualTo("463ac35c9f6413ad48485a3953bb6124");
        assertThat(fromJson.spanId().value()).isEqualTo(2);
        assertThat(fromJson.parentSpanId()).isEqualTo(new dev.vivace.model.SpanId(1));
        assertThat(fromJson.kind()).isEqualTo(2);
        assertThat(fromJson.name()).isEqualTo("get /käse");
        assertThat(fromJson.startEpochNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(fromJson.durationNanos()).isEqualTo(250_000);
        assertThat(map(fromJson.resource().attributes())).containsExactly(entry("service.name", "shop"));
        assertThat(map(fromJson.attributes()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http.path", "/käse",
                        "network.local.address", "10.1.2.3",
                        "net.host.port", 8080L,
                        "service.peer.name", "db",
                        "network.peer.address", "2001:db8::c001",
                        "zipkin.shared", true,
                        "zipkin.debug", true));
        assertThat(fromJson.events().getFirst().name()).isEqualTo("retry");
        assertThat(fromJson.events().getFirst().epochNanos()).isEqualTo(1_700_000_000_000_005_000L);
    }

    @Test
    void namesKeepTheirCase() throws Exception {
        Span span = read("\"name\":\"GET /Cart\",\"localEndpoint\":{\"serviceName\":\"Shop\"}");

        assertThat(span.name()).isEqualTo("GET /Cart");
        assertThat(map(span.resource().attributes())).containsExactly(entry("service.name", "Shop"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'error':'true'                                       | 2 | ''       | 0",
                "'error':'false'                                      | 2 | ''       | 1",
                "'error':'no such table'                              | 2 | no such table | 1",
                "'error':''                                           | 2 | ''       | 1",
                "'otel.status_code':'OK'                              | 1 | ''       | 0",
                "'otel.status_code':'Error'                           | 2 | ''       | 0",
                "'otel.status_code':'STATUS_CODE_ERROR','otel.status_description':'why' | 2 | why | 0",
                "'otel.status_code':'Ok','error':'true'               | 2 | ''       | 0",
                "'otel.status_code':'unset'                           | 0 | ''       | 0",
                "'otel.status_code':'perhaps'                         | 0 | ''       | 1",
                "'http.status_code':'500'                             | 0 | ''       | 1",
            })
    void statusIsReadFromTheTags(String tags, int code, String message, int attributes) throws Exception {
        Span span = read("\"timestamp\":1,\"tags\":{" + tags.replace('\'', '"') + "}");

        assertThat(span.statusCode()).isEqualTo(code);
        assertThat(span.statusMessage()).isEqualTo(message.equals("''") ? "" : message);
        assertThat(span.attributes()).hasSize(attributes);
    }

    @Test
    void whatOpenTelemetryWritesIntoTagsComesBack() throws Exception {
        Span span = read("\"timestamp\":1000,\"tags\":{\"otel.library.name\":\"lib\",\"otel.library.version\":\"1\","
                + "\"w3c.tracestate\":\"a=b\",\"span.kind\":\"internal\","
                + "\"service.version\":\"1.2\",\"process.pid\":\"7\","
                + "\"otlp.link.0\":\"463ac35c9f6413ad48485a3953bb6124|1|c=d|{\\\"hops\\\":1}|2\"},"
                + "\"annotations\":[{\"timestamp\":1,\"value\":\"ex|{\\\"n\\\":1,\\\"s\\\":\\\"x|y\\\"}|3\"},"
                + "{\"timestamp\":2,\"value\":\"cache|miss\"},{\"timestamp\":3,\"value\":\"a|b|c\"}]");

        assertThat(span.scope().name()).isEqualTo("lib");
        assertThat(span.scope().version()).isEqualTo("1");
        assertThat(span.traceState()).isEqualTo("a=b");
        assertThat(span.kind()).isEqualTo(1);
        assertThat(map(span.resource().attributes()))
                .containsExactly(entry("service.version", "1.2"), entry("process.pid", "7"));
        assertThat(span.attributes()).isEmpty();
        assertThat(span.links()).hasSize(1);
        assertThat(span.links().getFirst().traceState()).isEqualTo("c=d");
        assertThat(span.links().getFirst().droppedAttributesCount()).isEqualTo(2);
        assertThat(map(span.links().getFirst().attributes())).containsExactly(entry("hops", 1L));
        assertThat(span.events()).extracting(event -> event.name()).containsExactly("ex", "cache|miss", "a|b|c");
        assertThat(map(span.events().getFirst().attributes())).containsExactly(entry("n", 1L), entry("s", "x|y"));
        assertThat(span.events().getFirst().droppedAttributesCount()).isEqualTo(3);
    }

    @Test
    void absentTimestampIsSaid() throws Exception {
        Span span = read("\"duration\":5");

        assertThat(span.startEpochNanos()).isZero();
        assertThat(span.endEpochNanos()).isEqualTo(5000);
        assertThat(map(span.attributes())).containsExactly(entry("otel.zipkin.absentField.startTime", true));
    }

    @Test
    void tagsBecomeTypedIfAskedFor() throws Exception {
        byte[] json = ("[{\"traceId\":\"1\",\"id\":\"2\",\"timestamp\":1,"
                        + "\"tags\":{\"i\":\"-5\",\"d\":\"1.5\",\"b\":\"true\",\"s\":\"1x\"}}]")
                .getBytes(StandardCharsets.UTF_8);

        Span span = only(new ZipkinTranslator(true).json(json, 0, json.length, false));

        assertThat(map(span.attributes()))
                .containsExactly(entry("i", -5L), entry("d", 1.5), entry("b", true), entry("s", "1x"));
    }

    @Test
    void oneBadValueCostsThatValueAndOneBadIdThatSpan() throws Exception {
        Translation translation = json("""
                [{"traceId":"1","id":"1","localEndpoint":{"ipv4":"52.0.0.04","port":70000},"kind":"SIDEWAYS",
                  "timestamp":1},
                 {"traceId":"1","id":"2","parentId":"BADID","timestamp":"soon","annotations":[{"value":"x"}]},
                 {"traceId":"1","id":"xyz"},
                 {"id":"4"},
                 null, 7,
                 {"traceId":"1","id":"5","parentId":"5"}]""");

        assertThat(spans(translation)).extracting(span -> span.spanId().value()).containsExactly(1L, 2L, 5L);
        assertThat(spans(translation)).extracting(Span::parentSpanId).containsOnlyNulls();
        assertThat(map(spans(translation).getFirst().attributes()))
                .containsExactly(entry("network.local.address", "52.0.0.04"));
        assertThat(translation.skipped())
                .containsEntry("invalid_span_id", 1)
                .containsEntry("invalid_trace_id", 1)
                .containsEntry("malformed", 2);
        assertThat(translation.repairs()).isEqualTo(6);
        assertThat(translation.summary())
                .contains("3 spans taken, 4 left out, 6 values repaired", "[0].localEndpoint.ipv4: '52.0.0.04'");
    }

    @Test
    void singleSpanAndNestedArraysAreTaken() throws Exception {
        assertThat(json("{\"traceId\":\"1\",\"id\":\"2\"}").spans()).isEqualTo(1);
        assertThat(json("[[{\"traceId\":\"1\",\"id\":\"2\"}],[{\"traceId\":\"1\",\"id\":\"3\"}]]")
                        .spans())
                .isEqualTo(2);
        assertThat(json("[]").spans()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resourceSpans\":[]} | send it to /v1/traces",
                "[{\"traceID\":\"1\"}] | send it to /api/traces",
                "[{\"a\":1}] | expected: an array of objects with traceId and id",
                "{\"data\":[]} | Jaeger's JSON",
                "'' | the body is empty",
                "[{] | malformed Zipkin JSON at 1:",
            })
    void otherDocumentsAreNamed(String json, String says) {
        assertThatThrownBy(() -> json(json))
                .isInstanceOf(ForeignRequestException.class)
                .hasMessageContaining(says);
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] json = SpanBytesEncoder.JSON_V2.encodeList(List.of(SPAN, SPAN));
        byte[] protobuf = SpanBytesEncoder.PROTO3.encodeList(List.of(SPAN, SPAN));
        long seed = 9411;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = (round % 2 == 0 ? json : protobuf).clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                spans(
                        round % 2 == 0
                                ? TRANSLATOR.json(bad, 0, bad.length, false)
                                : TRANSLATOR.protobuf(bad, 0, bad.length));
            } catch (ForeignRequestException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    /// The only span, with these members besides its ids.
    private static Span read(String members) throws ForeignRequestException {
        return only(json("[{\"traceId\":\"1\",\"id\":\"2\"," + members + "}]"));
    }

    private static Translation json(String json) throws ForeignRequestException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return TRANSLATOR.json(bytes, 0, bytes.length, false);
    }
}
