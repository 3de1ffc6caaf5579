package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void exponentIsThatOfTheSmallestPowerThatIsNotLess() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (value < Double.MIN_NORMAL || Double.isNaN(value) || value >= Math.pow(2, 1023)) {
                continue;
            }
            int exponent = Buckets.exponentOf(value);
            assertThat(Math.pow(2, exponent)).as("%s", value).isGreaterThanOrEqualTo(value);
            assertThat(Math.pow(2, exponent - 1)).as("%s", value).isLessThan(value);
        }
        for (int exponent = Double.MIN_EXPONENT; exponent <= Double.MAX_EXPONENT; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertThat(Buckets.exponentOf(power)).isEqualTo(exponent);
            assertThat(Buckets.exponentOf(Math.nextUp(power))).isEqualTo(exponent + 1);
        }
        assertThat(Buckets.exponentOf(Double.MIN_VALUE)).isEqualTo(Double.MIN_EXPONENT);
    }

    @Test
    void whatIsNoPositiveNumberHasNoBucket() {
        for (double value :
                new double[] {0.0, -0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(Buckets.exponentOf(value)).as("%s", value).isEqualTo(Buckets.NONE);
        }
    }
}
