package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankingTest {

    private static final int INTERVALS = 5;

    @Test
    void keepsWhatSortingEverythingKeeps() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 400; round++) {
            List<Series> series = series(random, 2 + random.nextInt(150));
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 8);
            boolean largest = random.nextBoolean();
            double[][] expected = sorted(series, largest, count);
            List<Series> ranked = Ranking.of(series, largest, count);
            for (int i = 0; i < series.size(); i++) {
                Series one = series.get(i);
                double[] values = ranked.stream()
                        .filter(it -> it.labels().equals(one.labels()))
                        .findFirst()
                        .map(Series::values)
                        .orElseGet(RankingTest::nothing);
                assertThat(values)
                        .as("round %s, series %s", round, one.labels())
                        .isEqualTo(expected[i]);
            }
        }
    }

    private static List<Series> series(SplittableRandom random, int count) {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] values = new double[INTERVALS];
            for (int interval = 0; interval < INTERVALS; interval++) {
                values[interval] = random.nextInt(6) == 0 ? Double.NaN : random.nextInt(1 + interval * 3) - 1;
            }
            String name = Integer.toString(i * 7919 % 1009);
            series.add(new Series(List.of(new Attribute("name", new AttributeValue.Text(name))), values, List.of()));
        }
        return series;
    }

    private static double[] nothing() {
        double[] values = new double[INTERVALS];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static double[][] sorted(List<Series> series, boolean largest, int count) {
        double[][] kept = new double[series.size()][];
        Arrays.setAll(kept, _ -> nothing());
        for (int interval = 0; interval < INTERVALS; interval++) {
            int at = interval;
            Comparator<Integer> byValue =
                    Comparator.comparingDouble(i -> series.get(i).values()[at]);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < series.size(); i++) {
                if (!Double.isNaN(series.get(i).values()[at])) {
                    order.add(i);
                }
            }
            order.sort((largest ? byValue.reversed() : byValue).thenComparing(series::get, Series.ORDER));
            order.stream().limit(count).forEach(i -> kept[i][at] = series.get(i).values()[at]);
        }
        return kept;
    }
}
