package dev.vivace.wire.jaeger;

import static dev.vivace.wire.foreign.Translated.map;
import static dev.vivace.wire.foreign.Translated.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// `PostSpansRequest`, written field by field.
class JaegerProtobufTest {

    private static final long SECONDS = 1_700_000_000;

    @Test
    void spansOfAllShapesArrive() throws Exception {
        Translation translation = JaegerTranslator.protobuf(request(), 0, request().length);

        assertThat(translation.summary()).isEmpty();
        List<Span> spans = spans(translation);
        Span first = spans.getFirst();
        assertThat(first.traceId()).isEqualTo(new TraceId(1, 2));
        assertThat(first.spanId()).isEqualTo(new SpanId(3));
        assertThat(first.parentSpanId()).isEqualTo(new SpanId(4));
        assertThat(first.name()).isEqualTo("op");
        assertThat(first.kind()).isEqualTo(2);
        assertThat(first.flags()).isEqualTo(1);
        assertThat(first.startEpochNanos()).isEqualTo(SECONDS * 1_000_000_000 + 5);
        assertThat(first.durationNanos()).isEqualTo(7);
        assertThat(first.traceState()).isEqualTo("a=b");
        assertThat(first.scope().name()).isEqualTo("lib");
        assertThat(first.scope().version()).isEqualTo("1.0");
        assertThat(map(first.attributes()))
                .containsEntry("yes", true)
                .containsEntry("minus", -5L)
                .containsEntry("half", 0.5)
                .containsEntry("raw", new dev.vivace.model.AttributeValue.Bytes(new byte[] {1, 2}))
                .containsKey("jaeger.warnings")
                .hasSize(5);
        assertThat(map(first.resource().attributes())).containsExactly(entry("service.name", "shop"));
        assertThat(first.events()).hasSize(1);
        assertThat(first.events().getFirst().name()).isEqualTo("hit");

        Span second = spans.get(1);
        assertThat(second.traceId()).isEqualTo(new TraceId(0, 9));
        assertThat(second.startEpochNanos()).isZero();
        assertThat(second.parentSpanId()).isNull();
        assertThat(map(second.resource().attributes())).containsExactly(entry("service.name", "own"));
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] good = request();
        long seed = 4250;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                spans(JaegerTranslator.protobuf(bad, 0, bad.length));
            } catch (ForeignRequestException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static byte[] request() {
        ProtobufWriter out = new ProtobufWriter();
        int batch = out.open(1);
        int span = out.open(1);
        out.bytes16(1, 1, 2);
        out.bytes8(2, 3);
        out.string(3, "op");
        int reference = out.open(4);
        out.bytes16(1, 1, 2);
        out.bytes8(2, 4);
        out.close(reference);
        out.int64(5, 1);
        time(6, SECONDS, 5, out);
        time(7, 0, 7, out);
        tag(8, "span.kind", 0, "server", out);
        tag(8, "w3c.tracestate", 0, "a=b", out);
        tag(8, "otel.scope.name", 0, "lib", out);
        tag(8, "otel.scope.version", 0, "1.0", out);
        tag(8, "yes", 1, true, out);
        tag(8, "minus", 2, -5L, out);
        tag(8, "half", 3, 0.5, out);
        tag(8, "raw", 4, new byte[] {1, 2}, out);
        int log = out.open(9);
        time(1, SECONDS, 6, out);
        tag(2, "event", 0, "hit", out);
        out.close(log);
        out.string(12, "clock skew");
        out.close(span);
        int other = out.open(1);
        out.bytes8(1, 9);
        out.bytes8(2, 8);
        time(6, -62_135_596_800L, 0, out);
        int own = out.open(10);
        out.string(1, "own");
        out.close(own);
        out.close(other);
        int process = out.open(2);
        out.string(1, "shop");
        out.close(process);
        out.close(batch);
        return out.toByteArray();
    }

    private static void time(int field, long seconds, int nanos, ProtobufWriter out) {
        int time = out.open(field);
        out.optionalInt64(1, seconds);
        out.optionalInt32(2, nanos);
        out.close(time);
    }

    private static void tag(int field, String key, int type, Object value, ProtobufWriter out) {
        int tag = out.open(field);
        out.string(1, key);
        out.optionalInt32(2, type);
        switch (value) {
            case String text -> out.string(3, text);
            case Boolean flag -> out.bool(4, flag);
            case Long number -> out.int64(5, number);
            case Double number -> out.real(6, number);
            default -> out.bytes(7, (byte[]) value);
        }
        out.close(tag);
    }
}
