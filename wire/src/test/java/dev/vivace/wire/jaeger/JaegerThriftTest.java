package dev.vivace.wire.jaeger;

import static dev.vivace.wire.foreign.Translated.map;
import static dev.vivace.wire.foreign.Translated.only;
import static dev.vivace.wire.foreign.Translated.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.Event;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.jaeger.JaegerTranslator.Format;
import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What Jaeger's own library writes, read here.
class JaegerThriftTest {

    private static final long START = 1_700_000_000_000_000L;

    @ParameterizedTest
    @EnumSource(names = {"THRIFT_BINARY", "THRIFT_COMPACT"})
    void everythingABatchSaysArrives(Format format) throws Exception {
        Batch batch = new Batch(
                new Process("shop")
                        .setTags(List.of(
                                tag("hostname", TagType.STRING).setVStr("box"),
                                tag("jaeger.version", TagType.STRING).setVStr("Java-1.8.1"),
                                tag("cores", TagType.LONG).setVLong(-4))),
                List.of(span(1).setTags(List.of(
                                tag("span.kind", TagType.STRING).setVStr("client"),
                                tag("text", TagType.STRING).setVStr("käse 🧀"),
                                tag("empty", TagType.STRING).setVStr(""),
                                tag("yes", TagType.BOOL).setVBool(true),
                                tag("no", TagType.BOOL).setVBool(false),
                                tag("least", TagType.LONG).setVLong(Long.MIN_VALUE),
                                tag("most", TagType.LONG).setVLong(Long.MAX_VALUE),
                                tag("half", TagType.DOUBLE).setVDouble(-0.5),
                                tag("raw", TagType.BINARY).setVBinary(new byte[] {0, -1, 7}),
                                tag("text", TagType.STRING).setVStr("the last one counts")))
                        .setLogs(List.of(
                                new Log(
                                        START + 5,
                                        List.of(
                                                tag("event", TagType.STRING).setVStr("retry"),
                                                tag("attempt", TagType.LONG).setVLong(2))),
                                new Log(
                                        START + 6,
                                        List.of(tag("event", TagType.LONG).setVLong(3))),
                                new Log(START + 7, List.of())))));

        for (byte[] sent : List.of(bytes(batch, format), message(batch, format))) {
            assertThat(JaegerTranslator.detect(sent, 0, sent.length)).isEqualTo(format);
            Span span = only(JaegerTranslator.thrift(sent, 0, sent.length, format));

            assertThat(map(span.resource().attributes()))
                    .containsExactly(
                            entry("service.name", "shop"),
                            entry("cores", -4L),
                            entry("host.name", "box"),
                            entry("opencensus.exporterversion", "Jaeger-Java-1.8.1"));
            assertThat(span.traceId()).isEqualTo(new TraceId(7, -1));
            assertThat(span.spanId()).isEqualTo(new SpanId(1));
            assertThat(span.parentSpanId()).isEqualTo(new SpanId(99));
            assertThat(span.name()).isEqualTo("op 1");
            assertThat(span.kind()).isEqualTo(3);
            assertThat(span.flags()).isEqualTo(1);
            assertThat(span.startEpochNanos()).isEqualTo(START * 1000);
            assertThat(span.durationNanos()).isEqualTo(250_000);
            assertThat(map(span.attributes()))
                    .containsEntry("text", "the last one counts")
                    .containsEntry("empty", "")
                    .containsEntry("yes", true)
                    .containsEntry("no", false)
                    .containsEntry("least", Long.MIN_VALUE)
                    .containsEntry("most", Long.MAX_VALUE)
                    .containsEntry("half", -0.5)
                    .containsEntry("raw", new dev.vivace.model.AttributeValue.Bytes(new byte[] {0, -1, 7}))
                    .containsEntry("jaeger.flags", 3L)
                    .hasSize(9);
            assertThat(span.events()).hasSize(3);
            Event first = span.events().getFirst();
            assertThat(first.name()).isEqualTo("retry");
            assertThat(first.epochNanos()).isEqualTo((START + 5) * 1000);
            assertThat(map(first.attributes())).containsExactly(entry("attempt", 2L));
            assertThat(map(span.events().get(1).attributes())).containsExactly(entry("event", 3L));
            assertThat(span.events().get(2)).isEqualTo(new Event((START + 7) * 1000, "", List.of(), 0));
        }
    }

    @Test
    void parentsAndLinksAreThoseOfTheReferences() throws Exception {
        SpanRef child = new SpanRef(SpanRefType.CHILD_OF, -1, 7, 50);
        SpanRef follows = new SpanRef(SpanRefType.FOLLOWS_FROM, -1, 7, 60);
        SpanRef elsewhere = new SpanRef(SpanRefType.CHILD_OF, -1, 8, 70);
        record Case(long parent, List<SpanRef> references, long expectedParent, List<Long> links) {}
        for (Case c : List.of(
                new Case(0, List.of(), 0, List.of()),
                new Case(0, List.of(child), 50, List.of()),
                new Case(0, List.of(follows, child), 50, List.of(60L)),
                new Case(0, List.of(follows), 60, List.of(60L)),
                new Case(0, List.of(elsewhere), 0, List.of(70L)),
                new Case(50, List.of(child), 50, List.of()),
                new Case(9, List.of(child, elsewhere), 9, List.of(50L, 70L)))) {
            Batch batch = new Batch(
                    new Process("shop"),
                    List.of(span(1).setParentSpanId(c.parent).setReferences(c.references)));

            Span span = only(read(batch));

            assertThat(span.parentSpanId())
                    .as("%s", c)
                    .isEqualTo(c.expectedParent == 0 ? null : new SpanId(c.expectedParent));
            assertThat(span.links().stream().map(link -> link.spanId()).toList())
                    .as("%s", c)
                    .isEqualTo(c.links);
        }
        Span linked = only(read(new Batch(new Process("shop"), List.of(span(1).setReferences(List.of(follows))))));
        assertThat(map(linked.links().getFirst().attributes()))
                .containsExactly(entry("opentracing.ref_type", "follows_from"));
    }

    @Test
    void statusIsReadFromTheTags() throws Exception {
        Tag error = tag("error", TagType.BOOL).setVBool(true);
        Tag description = tag("otel.status_description", TagType.STRING).setVStr("because");
        Tag client = tag("span.kind", TagType.STRING).setVStr("client");
        Tag server = tag("span.kind", TagType.STRING).setVStr("server");
        record Case(List<Tag> tags, int code, String message, int attributes) {}
        for (Case c : List.of(
                new Case(List.of(error), 2, "", 0),
                new Case(List.of(tag("error", TagType.BOOL).setVBool(false)), 0, "", 1),
                new Case(List.of(tag("error", TagType.STRING).setVStr("true")), 0, "", 1),
                new Case(List.of(error, description), 2, "because", 0),
                new Case(List.of(code("ERROR"), description), 2, "because", 0),
                new Case(List.of(code("OK")), 1, "", 0),
                new Case(List.of(code("OK"), error), 2, "", 0),
                new Case(List.of(code("Perhaps")), 0, "", 1),
                new Case(List.of(description), 0, "", 1),
                new Case(List.of(client, http(404)), 2, "", 1),
                new Case(List.of(server, http(404)), 0, "", 1),
                new Case(List.of(server, http(500)), 2, "", 1),
                new Case(List.of(server, tag("http.status_code", TagType.STRING).setVStr("503")), 2, "", 1))) {
            Span span = only(read(
                    new Batch(new Process("shop"), List.of(span(1).setFlags(1).setTags(c.tags)))));

            assertThat(span.statusCode()).as("%s", c).isEqualTo(c.code);
            assertThat(span.statusMessage()).as("%s", c).isEqualTo(c.message);
            assertThat(span.attributes()).as("%s", c).hasSize(c.attributes);
        }
    }

    @Test
    void spanWithoutIdentityCostsItselfOnly() throws Exception {
        Batch batch = new Batch(
                new Process(""),
                List.of(span(1), span(0), span(2).setTraceIdHigh(0).setTraceIdLow(0), span(3)));

        Translation translation = read(batch);

        assertThat(spans(translation)).extracting(Span::name).containsExactly("op 1", "op 3");
        assertThat(spans(translation).getFirst().resource().attributes()).isEmpty();
        assertThat(translation.skipped()).containsExactly(entry("invalid_span_id", 1), entry("invalid_trace_id", 1));
        assertThat(translation.summary())
                .contains("2 spans taken, 2 left out", "spans[1]", "span id is absent or zero");
        assertThatThrownBy(() -> read(new Batch(new Process("x"), List.of(span(0)))))
                .isInstanceOf(ForeignRequestException.class)
                .hasMessageContaining("none of 1 spans can be taken");
    }

    @Test
    void processAfterItsSpansIsTheirs() throws Exception {
        TMemoryBuffer buffer = new TMemoryBuffer(1000);
        TProtocol out = new TCompactProtocol(buffer);
        out.writeStructBegin(new org.apache.thrift.protocol.TStruct("Batch"));
        out.writeFieldBegin(new org.apache.thrift.protocol.TField("spans", (byte) 15, (short) 2));
        out.writeListBegin(new org.apache.thrift.protocol.TList((byte) 12, 1));
        span(1).write(out);
        out.writeFieldEnd();
        out.writeFieldBegin(new org.apache.thrift.protocol.TField("process", (byte) 12, (short) 1));
        new Process("late").write(out);
        out.writeFieldStop();
        byte[] sent = Arrays.copyOf(buffer.getArray(), buffer.length());

        Span span = only(JaegerTranslator.thrift(sent, 0, sent.length, Format.THRIFT_COMPACT));

        assertThat(map(span.resource().attributes())).containsExactly(entry("service.name", "late"));
    }

    /// Zipkin's protobuf, as one read by a compact protocol that knows none of its fields.
    @Test
    void bytesThatOnlyHappenToBeAStructAreRefused() {
        byte[] zipkin = HexFormat.of().parseHex("0a1c0a100000000000000000000000000000000112080000000000000002");
        byte[] nothing = {0};

        for (byte[] bytes : List.of(zipkin, nothing)) {
            for (Format format : List.of(Format.THRIFT_BINARY, Format.THRIFT_COMPACT)) {
                assertThatThrownBy(() -> JaegerTranslator.thrift(bytes, 0, bytes.length, format))
                        .isInstanceOf(ForeignRequestException.class)
                        .hasMessageContaining("malformed Jaeger batch");
            }
        }
    }

    @Test
    void bytesBehindABatchAreNotPassedOver() throws Exception {
        byte[] batch =
                new TSerializer(new TBinaryProtocol.Factory()).serialize(new Batch(new Process("shop"), List.of()));
        byte[] two = Arrays.copyOf(batch, 2 * batch.length);
        System.arraycopy(batch, 0, two, batch.length, batch.length);

        assertThat(JaegerTranslator.thrift(batch, 0, batch.length, Format.THRIFT_BINARY)
                        .spans())
                .isZero();
        assertThatThrownBy(() -> JaegerTranslator.thrift(two, 0, two.length, Format.THRIFT_BINARY))
                .hasMessageContaining(batch.length + " bytes follow");
    }

    @Test
    void otherMethodsOfTheAgentAreNamed() throws Exception {
        TMemoryBuffer buffer = new TMemoryBuffer(100);
        TProtocol out = new TCompactProtocol(buffer);
        out.writeMessageBegin(new TMessage("emitZipkinBatch", TMessageType.ONEWAY, 0));
        byte[] sent = Arrays.copyOf(buffer.getArray(), buffer.length());

        assertThatThrownBy(() -> JaegerTranslator.datagram(sent, 0, sent.length, Format.THRIFT_COMPACT))
                .isInstanceOf(ForeignRequestException.class)
                .hasMessageContaining("'emitZipkinBatch'")
                .hasMessageContaining("expected: emitBatch");
    }

    /// Damaged bytes end in a refusal or in spans, never in anything else, and take no memory to speak of.
    @ParameterizedTest
    @EnumSource(names = {"THRIFT_BINARY", "THRIFT_COMPACT"})
    void damagedBytesAreRefused(Format format) throws Exception {
        Batch batch = new Batch(
                new Process("shop").setTags(List.of(tag("a", TagType.STRING).setVStr("b"))),
                List.of(
                        span(1).setTags(List.of(tag("k", TagType.DOUBLE).setVDouble(1))),
                        span(2).setLogs(List.of(new Log(
                                        1, List.of(tag("l", TagType.BOOL).setVBool(true)))))
                                .setReferences(List.of(new SpanRef(SpanRefType.CHILD_OF, 1, 2, 3)))));
        byte[] good = message(batch, format);
        long seed = 20261120;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                Translation translation = JaegerTranslator.datagram(bad, 0, bad.length, format);
                assertThat(translation.otlp().length).isLessThan(100 * good.length);
            } catch (ForeignRequestException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static Translation read(Batch batch) throws Exception {
        byte[] sent = bytes(batch, Format.THRIFT_BINARY);
        return JaegerTranslator.thrift(sent, 0, sent.length, Format.THRIFT_BINARY);
    }

    private static io.jaegertracing.thriftjava.Span span(long id) {
        return new io.jaegertracing.thriftjava.Span(-1, 7, id, 99, "op " + id, 3, START, 250);
    }

    private static Tag tag(String key, TagType type) {
        return new Tag(key, type);
    }

    private static Tag code(String code) {
        return tag("otel.status_code", TagType.STRING).setVStr(code);
    }

    private static Tag http(long status) {
        return tag("http.status_code", TagType.LONG).setVLong(status);
    }

    private static byte[] bytes(TBase<?, ?> struct, Format format) throws TException {
        return format == Format.THRIFT_BINARY
                ? new TSerializer(new TBinaryProtocol.Factory()).serialize(struct)
                : new TSerializer(new TCompactProtocol.Factory()).serialize(struct);
    }

    private static byte[] message(Batch batch, Format format) throws TException {
        TMemoryBuffer buffer = new TMemoryBuffer(1000);
        TProtocol out = format == Format.THRIFT_BINARY ? new TBinaryProtocol(buffer) : new TCompactProtocol(buffer);
        out.writeMessageBegin(new TMessage("emitBatch", TMessageType.ONEWAY, 17));
        new Agent.emitBatch_args(batch).write(out);
        out.writeMessageEnd();
        return Arrays.copyOf(buffer.getArray(), buffer.length());
    }
}
