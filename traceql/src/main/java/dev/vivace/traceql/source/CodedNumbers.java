package dev.vivace.traceql.source;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// [Column#number] for columns whose values are codes: each code that occurs is looked up once, not each row.
public final class CodedNumbers {

    private static final int UNASKED = Integer.MIN_VALUE;

    /// Of a code that stands for no value.
    public static final int VALUELESS = UNASKED + 1;

    private CodedNumbers() {}

    /// Sets `into[i]` to the number of the value that `codes[i]` stands for, where there is one.
    ///
    /// @param codes negative where a row has no value
    /// @param codeCount greater than every code
    /// @param numbering gives the number of the value of a code, which is not negative, or [#VALUELESS]
    public static void number(int[] codes, int codeCount, IntUnaryOperator numbering, int[] into) {
        int[] numbers = new int[codeCount];
        Arrays.fill(numbers, UNASKED);
        for (int i = 0; i < codes.length; i++) {
            int code = codes[i];
            if (code < 0) {
                continue;
            }
            int number = numbers[code];
            if (number < 0) {
                if (number == UNASKED) {
                    number = numbering.applyAsInt(code);
                    numbers[code] = number;
                }
                if (number == VALUELESS) {
                    continue;
                }
            }
            into[i] = number;
        }
    }
}
