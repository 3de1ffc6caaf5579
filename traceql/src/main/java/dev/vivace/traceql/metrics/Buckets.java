package dev.vivace.traceql.metrics;

/// Buckets whose bounds are powers of two, each twice as wide as the one before: a value belongs to the
/// smallest power that is not less. Numbers too small for full precision share the lowest.
final class Buckets {

    /// Integers and durations below it are not counted.
    static final long LEAST_INTEGER = 2;

    /// Of a value that is not counted.
    static final int NONE = Integer.MIN_VALUE;

    private static final int MANTISSA_BITS = Double.PRECISION - 1;

    private Buckets() {}

    /// The exponent of the value's bucket; [#NONE] for zero, negative and infinite numbers and NaN.
    static int exponentOf(double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            return NONE;
        }
        int exponent = Math.getExponent(value);
        if (exponent < Double.MIN_EXPONENT) {
            return Double.MIN_EXPONENT;
        }
        boolean isPower = Double.doubleToRawLongBits(value) << Long.SIZE - MANTISSA_BITS == 0;
        return isPower ? exponent : exponent + 1;
    }

    /// The value below which the fraction `quantile` of all counted values lies, found within its bucket by
    /// interpolating exponents; 0 if nothing was counted.
    ///
    /// @param exponents ascending
    /// @param counts as many
    static double quantile(double quantile, int[] exponents, double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        if (total == 0) {
            return 0;
        }
        double rank = Math.max(1, Math.ceil(quantile * total));
        double consumed = 0;
        boolean first = true;
        int previous = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                continue;
            }
            if (consumed + counts[i] <= rank) {
                consumed += counts[i];
                if (consumed == rank) {
                    return Math.pow(2, exponents[i]);
                }
                previous = exponents[i];
                first = false;
                continue;
            }
            double low = first ? exponents[i] - 1 : previous;
            return Math.pow(2, low + (exponents[i] - low) * (rank - consumed) / counts[i]);
        }
        return 0;
    }
}
