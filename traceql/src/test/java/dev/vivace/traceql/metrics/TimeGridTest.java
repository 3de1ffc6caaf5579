package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeGridTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "3600, 15000",
        "21600, 60000",
        "86400, 300000",
        "60, 1000",
        "59, 200",
        "1, 50",
        "1500, 5000",
        "1200, 5000",
        "1260, 5000",
        "3660, 15000",
        "864001, 3600000"
    })
    void defaultStep(long rangeSeconds, long stepMillis) {
        assertThat(TimeGrid.defaultStepNanos(rangeSeconds * SECOND)).isEqualTo(stepMillis * 1_000_000);
    }

    @Test
    void rangeIsWidenedToWholeStepsAndOneBefore() {
        TimeGrid grid = TimeGrid.range(105 * SECOND, 130 * SECOND, 10 * SECOND);
        assertThat(grid).isEqualTo(new TimeGrid(90 * SECOND, 10 * SECOND, 4));
        assertThat(grid.endEpochNanos()).isEqualTo(130 * SECOND);
        assertThat(grid.timestampMillis(0)).isEqualTo(100_000);
    }

    @Test
    void intervalsAreOpenOnTheLeftAndClosedOnTheRight() {
        TimeGrid grid = TimeGrid.range(0, 30 * SECOND, 10 * SECOND);
        assertThat(grid.intervals()).isEqualTo(4);
        assertThat(grid.indexOf(-1)).isEqualTo(-1); // unsigned: far in the future
        assertThat(grid.indexOf(0)).isZero();
        assertThat(grid.indexOf(1)).isEqualTo(1);
        assertThat(grid.indexOf(10 * SECOND)).isEqualTo(1);
        assertThat(grid.indexOf(10 * SECOND + 1)).isEqualTo(2);
        assertThat(grid.indexOf(30 * SECOND)).isEqualTo(3);
        assertThat(grid.indexOf(30 * SECOND + 1)).isEqualTo(-1);
    }

    @Test
    void instantIsOneInterval() {
        TimeGrid grid = TimeGrid.instant(7, 30 * SECOND);
        assertThat(grid).isEqualTo(new TimeGrid(7, 30 * SECOND - 7, 1));
        assertThat(grid.indexOf(7)).isEqualTo(-1);
        assertThat(grid.indexOf(30 * SECOND)).isZero();
        assertThat(grid.timestampMillis(0)).isEqualTo(30_000);
    }
}
