package dev.vivace.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogfmtEncoderTest {

    private static String line(String message, @Nullable Throwable thrown, KeyValuePair... extras) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "x", context.getLogger("dev.vivace.block.BlockWriter"), Level.WARN, message, thrown, new Object[0]);
        event.setInstant(Instant.parse("2026-11-20T12:00:00.5Z"));
        event.setKeyValuePairs(List.of(extras));
        return new String(new LogfmtEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void eventIsOneLineOfPairs() {
        assertThat(line("block written", null, new KeyValuePair("spans", 1000), new KeyValuePair("tenant", "a\"b=c")))
                .isEqualTo("ts=2026-11-20T12:00:00.500Z level=warn caller=BlockWriter msg=\"block written\" spans=1000"
                        + " tenant=\"a\\\"b=c\"\n");
    }

    @Test
    void lineEndsAndControlCharactersAreEscaped() {
        assertThat(line("a\nb\u001b", null)).endsWith("msg=\"a\\nb\\u001b\"\n");
        assertThat(line("", null)).endsWith("msg=\"\"\n");
    }

    @Test
    void stackTraceStaysInTheLine() {
        String line = line("failed", new IllegalStateException("no disk"));

        assertThat(line)
                .contains("err=\"java.lang.IllegalStateException: no disk\" stack=\"")
                .contains("\\n\\tat ");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }
}
