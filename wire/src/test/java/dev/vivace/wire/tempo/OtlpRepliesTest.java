package dev.vivace.wire.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.wire.otlp.OtlpReplies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OtlpRepliesTest {

    @Test
    void successHasAPresentPartialSuccess() {
        assertThat(OtlpReplies.success()).containsExactly(0x0A, 0x00);
        assertThat(text(OtlpReplies.successJson())).isEqualTo("{\"partialSuccess\":{}}");
    }

    @Test
    void refusalForNowSaysWhenToRetry() {
        assertThat(text(OtlpReplies.statusJson(8, "RATE_LIMITED: …", Duration.ofSeconds(5))))
                .isEqualTo("{\"code\":8,\"message\":\"RATE_LIMITED: …\",\"details\":[{"
                        + "\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"5s\"}]}");
        assertThat(text(OtlpReplies.statusJson(3, "no", null))).isEqualTo("{\"code\":3,\"message\":\"no\"}");
        assertThat(text(OtlpReplies.statusJson(8, "", Duration.ofMillis(1500)))).contains("\"1.500s\"");
        assertThat(text(OtlpReplies.statusJson(8, "", Duration.ofNanos(1)))).contains("\"0.000000001s\"");
    }

    @Test
    void jsonAndProtobufSayTheSame() throws Exception {
        for (Duration delay :
                new Duration[] {null, Duration.ZERO, Duration.ofSeconds(5), Duration.ofNanos(1_000_001)}) {
            assertThat(TempoSchema.parseJson("Status", OtlpReplies.statusJson(14, "größe \"x\"\n", delay)))
                    .isEqualTo(TempoSchema.parse("Status", OtlpReplies.status(14, "größe \"x\"\n", delay)));
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
