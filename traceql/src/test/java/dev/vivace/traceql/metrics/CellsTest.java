package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsWhatAnArrayOfAllCellsCounts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Cells cells = new Cells(50, 2, Double.NaN, Cells.Answered.ONCE, new Cells.Budget(1_000_000));
        double[][] expected = new double[40][50];
        for (int i = 0; i < 500; i++) {
            int series = random.nextInt(40);
            int interval = random.nextInt(50);
            double[] array = cells.array(series, interval);
            assertThat(array).as("seed %d", seed).isNotNull();
            if (array != null) {
                array[cells.at(series, interval) + 1]++;
            }
            expected[series][interval]++;
        }
        for (int series = 0; series < 40; series++) {
            for (int interval = 0; interval < 50; interval++) {
                assertThat(cells.get(series, interval, 1, 0))
                        .as("seed %d, series %d, interval %d", seed, series, interval)
                        .isEqualTo(expected[series][interval]);
                assertThat(cells.get(series, interval, 0, Double.NaN)).isNaN();
            }
        }
    }

    @Test
    void seriesBeyondTheBudgetAreLeftOut() {
        Cells.Budget budget = new Cells.Budget(25);
        Cells cells = new Cells(10, 1, 0, Cells.Answered.ONCE, budget);
        assertThat(cells.array(0, 3)).isNotNull();
        assertThat(cells.array(7, 3)).isNotNull();
        assertThat(budget.isExhausted()).isFalse();
        assertThat(cells.array(8, 3)).isNull();
        assertThat(budget.isExhausted()).isTrue();
        assertThat(cells.has(0)).isTrue();
        assertThat(cells.has(1)).isFalse();
        assertThat(cells.has(8)).isFalse();
        // What fits still counts.
        assertThat(cells.array(0, 4)).isNotNull();
    }

    @Test
    void answeredRowsCountWhenASeriesBegins() {
        Cells.Budget budget = new Cells.Budget(24);
        Cells cells = new Cells(10, 1, 0, series -> series == 0 ? 2 : 0, budget);
        for (int interval = 0; interval < 3; interval++) {
            assertThat(cells.array(1, interval)).isNotNull();
        }
        assertThat(cells.array(0, 3)).isNotNull();
        assertThat(cells.array(2, 3))
                .as("20 are answered, three kept for series 1 and one for series 0")
                .isNull();
    }
}
