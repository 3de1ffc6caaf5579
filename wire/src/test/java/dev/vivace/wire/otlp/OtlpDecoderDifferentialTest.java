package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The decoder and the encoder against the generated classes.
class OtlpDecoderDifferentialTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ordinaryRequestsAreReadAsTheGeneratedClassesReadThem(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        for (int round = 0; round < 400; round++) {
            ExportTraceServiceRequest request = requests.request();

            assertThat(OtlpObjects.spans(request.toByteArray()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(Oracle.spans(request));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void unusualBytesMeanWhatTheGeneratedClassesMakeOfThem(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        for (int round = 0; round < 400; round++) {
            byte[] unusual = requests.unusual(requests.request().toByteArray());
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(unusual);

            assertThat(OtlpObjects.spans(unusual))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(Oracle.spans(request));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void encodedSpansAreReadBackByTheGeneratedClassesAndByUs(long seed) throws Exception {
        RandomRequests requests = new RandomRequests(seed);
        for (int round = 0; round < 400; round++) {
            List<Span> spans = Oracle.spans(requests.request());
            byte[] encoded = OtlpEncoder.encode(spans);
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(encoded);

            assertThat(request.toByteArray())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(encoded);
            assertThat(Oracle.spans(request)).containsExactlyInAnyOrderElementsOf(spans);
            assertThat(OtlpObjects.spans(encoded)).isEqualTo(Oracle.spans(request));
            assertThat(OtlpEncoder.encode(OtlpObjects.spans(encoded))).isEqualTo(encoded);
            request.getResourceSpansList().forEach(resourceSpans -> {
                assertThat(resourceSpans.hasResource()).isTrue();
                resourceSpans.getScopeSpansList().forEach(scopeSpans -> {
                    assertThat(scopeSpans.hasScope()).isTrue();
                    scopeSpans
                            .getSpansList()
                            .forEach(span -> assertThat(span.hasStatus()).isTrue());
                });
            });
        }
    }

    /// Whatever the generated classes read and has ids, the decoder reads equally; nothing makes it fall over.
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void mutatedRequestsAreReadAlikeOrRefused(long seed) {
        RandomRequests requests = new RandomRequests(seed);
        Random random = new Random(seed);
        OtlpDecoder decoder = new OtlpDecoder();
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] original = requests.request().toByteArray();
            if (original.length == 0) {
                continue;
            }
            if (round % 2 == 0) {
                original = requests.unusual(original);
            }
            for (int i = 0; i < 20; i++) {
                byte[] mutant = mutate(original, random);
                if (agree(decoder, mutant, "seed " + seed + " round " + round + " mutant " + i)) {
                    accepted++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(accepted).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void everyTruncationIsReadAlikeOrRefused() {
        RandomRequests requests = new RandomRequests(41);
        OtlpDecoder decoder = new OtlpDecoder();
        for (int round = 0; round < 8; round++) {
            byte[] request = requests.unusual(requests.request().toByteArray());
            for (int length = 0; length < Math.min(3000, request.length); length++) {
                agree(decoder, Arrays.copyOf(request, length), "round " + round + " length " + length);
            }
        }
    }

    private static boolean agree(OtlpDecoder decoder, byte[] bytes, String what) {
        List<Span> expected = List.of();
        boolean valid = false;
        try {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(bytes);
            valid = Oracle.hasValidIds(request);
            expected = valid ? Oracle.spans(request) : List.of();
        } catch (InvalidProtocolBufferException malformed) {
            // then ours may refuse, or mend a string
        }
        SpanCollector collector = new SpanCollector();
        try {
            int count = decoder.decode(bytes.clone(), 0, bytes.length, collector);
            assertThat(count).as(what).isEqualTo(collector.spans().size());
            if (valid) {
                assertThat(collector.spans()).as(what).isEqualTo(expected);
            }
            return true;
        } catch (MalformedOtlpException refusal) {
            if (expected.isEmpty() && refusal.reason() == MalformedOtlpException.Reason.WRONG_FORMAT) {
                return false;
            }
            if (refusal.getMessage().contains("takes more than 10 bytes")) {
                return false; // the generated classes overlook the tenth byte's continuation bit on their fast path
            }
            assertThat(valid)
                    .as("%s: %s%n%s", what, refusal.getMessage(), HexFormat.of().formatHex(bytes))
                    .isFalse();
            if (refusal.reason() != MalformedOtlpException.Reason.WRONG_FORMAT) {
                assertThat(refusal).as(what).hasMessageContaining("expected");
            }
            return false;
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] mutant = original.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0 -> mutant[at] = (byte) random.nextInt();
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at]++;
                case 3 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 4 -> {
                    int from = random.nextInt(mutant.length);
                    int length = Math.min(random.nextInt(12), mutant.length - Math.max(at, from));
                    System.arraycopy(mutant, from, mutant, at, length);
                }
                default -> mutant[at] = 0;
            }
        }
        return mutant;
    }
}
