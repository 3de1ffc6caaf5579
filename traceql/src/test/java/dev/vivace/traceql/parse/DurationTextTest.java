package dev.vivace.traceql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "1y, 31536000000000000",
        "1w2d, 777600000000000",
        "1d12h, 129600000000000",
        "1m30s, 90000000000",
        "5s7ms, 5007000000",
        "1.5h, 5400000000000",
        ".5s, 500000000",
        "1m1s1m, 121000000000",
        "1ms1s, 1001000000",
        "3us, 3000",
        "3µs, 3000",
        "1.5ns, 1",
        "0d, 0",
        "2562047h47m16.854775807s, 9223372036854775807",
    })
    void bothNotationsAreRead(String text, long nanos) {
        assertThat(DurationText.parse(text)).hasValue(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1.5d", "1d1.5h", "400y", "1S", "s", ".s", "1μs", "3s2m1y", "1h-1m", "9223372036855s"})
    void otherTextIsNoDuration(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1500, 1.5µs",
        "100000000, 100ms",
        "1500000000, 1.5s",
        "90000000000, 1m30s",
        "3600000000000, 1h0m0s",
        "-1500000000, -1.5s",
        "9223372036854775807, 2562047h47m16.854775807s",
        "-9223372036854775808, -2562047h47m16.854775808s",
    })
    void nanosecondsPrintAsGoPrintsThem(long nanos, String text) {
        assertThat(DurationText.format(nanos)).isEqualTo(text);
    }

    @Test
    void printedDurationsAreReadBack() {
        long seed = 20_261_120;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long nanos = random.nextLong() >>> (1 + random.nextInt(63));

            assertThat(DurationText.parse(DurationText.format(nanos)))
                    .as("seed %d, %d ns, %s", seed, nanos, DurationText.format(nanos))
                    .hasValue(nanos);
        }
    }
}
