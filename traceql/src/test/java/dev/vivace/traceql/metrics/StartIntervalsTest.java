package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.Stretches;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartIntervalsTest {

    @Test
    void intervalsAreThoseOfTheGridWithAndWithoutBounds() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 500; round++) {
            TimeGrid grid = new TimeGrid(random.nextInt(100), 1 + random.nextInt(50), 1 + random.nextInt(6));
            int[] firstRows = IntStream.iterate(0, row -> row + 1 + random.nextInt(9))
                    .limit(6)
                    .toArray();
            Starts starts = Starts.random(random, firstRows);
            int[] rows = IntStream.range(0, starts.starts.length)
                    .filter(_ -> random.nextInt(4) > 0)
                    .toArray();
            int[] expected = Arrays.stream(rows)
                    .map(row -> grid.indexOf(starts.starts[row]))
                    .toArray();
            assertThat(new StartIntervals(starts, grid).of(rows))
                    .as("round %s", round)
                    .isEqualTo(expected);
            assertThat(new StartIntervals(new Starts(starts.starts, null), grid).of(rows))
                    .as("round %s, without bounds", round)
                    .isEqualTo(expected);
        }
    }

    private record Starts(long[] starts, @Nullable Stretches stretches) implements Column.OfLong {

        static Starts random(SplittableRandom random, int[] firstRows) {
            long[] starts = new long[firstRows[firstRows.length - 1]];
            long[] least = new long[firstRows.length - 1];
            long[] greatest = new long[least.length];
            for (int stretch = 0; stretch < least.length; stretch++) {
                long first = random.nextInt(10) == 0 ? -5 : random.nextInt(300);
                int width = 1 + random.nextInt(30);
                least[stretch] = first - random.nextInt(2);
                greatest[stretch] = first + width;
                for (int row = firstRows[stretch]; row < firstRows[stretch + 1]; row++) {
                    starts[row] = first + random.nextInt(width);
                }
            }
            return new Starts(starts, new Stretches(firstRows, least, greatest));
        }

        @Override
        public void match(long min, long max, boolean negated, RowSet among, RowSet into) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public long longAt(int row) {
            return starts[row];
        }

        @Override
        public void present(RowSet into) {
            into.addRange(0, starts.length);
        }

        @Override
        public AttributeValue value(int row) {
            return new AttributeValue.Int(starts[row]);
        }

        @Override
        public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
            throw new UnsupportedOperationException("not asked here");
        }
    }
}
