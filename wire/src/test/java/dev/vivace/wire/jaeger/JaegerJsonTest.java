package dev.vivace.wire.jaeger;

import static dev.vivace.wire.foreign.Translated.map;
import static dev.vivace.wire.foreign.Translated.only;
import static dev.vivace.wire.foreign.Translated.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerJsonTest {

    private static final String TRACE = """
            {"traceID":"abc","spans":[
              {"traceID":"abc","spanID":"1","operationName":"op","references":[
                 {"refType":"CHILD_OF","traceID":"abc","spanID":"2"},
                 {"refType":"FOLLOWS_FROM","traceID":"d","spanID":"3"}],
               "startTime":1700000000000000,"duration":5,"processID":"p1","flags":1,"warnings":null,
               "tags":[{"key":"n","type":"int64","value":42},{"key":"s","type":"string","value":"x"},
                 {"key":"f","type":"float64","value":0.5},{"key":"b","type":"bool","value":true},
                 {"key":"raw","type":"binary","value":"AAE="},{"key":"quoted","type":"int64","value":"7"}],
               "logs":[{"timestamp":1700000000000001,"fields":[{"key":"event","type":"string","value":"hit"}]}]}],
             "processes":{"p1":{"serviceName":"shop","tags":[{"key":"ip","type":"string","value":"1.2.3.4"}]}}}""";

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[%s],\"total\":0,\"errors\":null}", "{\"data\":%s}", "[%s]", "%s"})
    void traceArrivesInWhateverItIsWrapped(String wrapping) throws Exception {
        Span span = only(read(wrapping.formatted(TRACE)));

        assertThat(span.traceId().toShortHex()).isEqualTo("abc");
        assertThat(span.parentSpanId()).isEqualTo(new SpanId(2));
        assertThat(span.links()).hasSize(1);
        assertThat(span.durationNanos()).isEqualTo(5000);
        assertThat(span.events().getFirst().name()).isEqualTo("hit");
        assertThat(map(span.attributes()))
                .containsEntry("n", 42L)
                .containsEntry("s", "x")
                .containsEntry("f", 0.5)
                .containsEntry("b", true)
                .containsEntry("quoted", 7L)
                .hasSize(6);
        assertThat(map(span.resource().attributes()))
                .containsExactly(entry("service.name", "shop"), entry("ip", "1.2.3.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\": [{\"traceID\": \"test\", \"spans\": []}]}", "{\"data\":[]}", "[]"})
    void nothingIsUnderstood(String json) throws Exception {
        assertThat(read(json).spans()).isZero();
        assertThat(read(json).otlp()).isEmpty();
    }

    @Test
    void oneBadValueCostsThatValue() throws Exception {
        Translation translation = read("""
                {"data":[{"spans":[
                  {"traceID":"1","spanID":"1","startTime":"soon","tags":[{"key":"n","type":"int64","value":"many"}]},
                  {"traceID":"1","spanID":"span-2"}, 7]}]}""");

        Span span = spans(translation).getFirst();
        assertThat(map(span.attributes())).containsExactly(entry("n", "many"));
        assertThat(translation.spans()).isEqualTo(1);
        assertThat(translation.skippedSpans()).isEqualTo(2);
        assertThat(translation.summary())
                .contains("data[0].spans[0].startTime: 'soon'", "'many' is no int64", "spans[1].spanID: 'span-2'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resourceSpans\":[]} | send it to /v1/traces",
                "[{\"traceId\":\"1\",\"id\":\"2\"}] | send them to /api/v2/spans",
                "{} | it has no members",
                "{\"data\":[{]} | malformed Jaeger JSON at 1:",
                "{\"data\":[]}{} | a second JSON document",
            })
    void otherDocumentsAreNamed(String json, String says) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ForeignRequestException.class)
                .hasMessageContaining(says);
    }

    @Test
    void damagedTextIsRefused() {
        byte[] good = TRACE.getBytes(StandardCharsets.UTF_8);
        long seed = 14268;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 5000; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(128);
            }
            try {
                spans(JaegerTranslator.json(bad, 0, bad.length));
            } catch (ForeignRequestException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static Translation read(String json) throws ForeignRequestException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JaegerTranslator.json(bytes, 0, bytes.length);
    }
}
