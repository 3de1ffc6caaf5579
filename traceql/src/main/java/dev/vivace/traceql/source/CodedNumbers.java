package dev.vivace.traceql.source;

import dev.vivace.model.AttributeValue;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// [Column#number] for columns whose values are codes: each code that occurs is looked up once, not each row.
public final class CodedNumbers {

    private static final int UNASKED = Integer.MIN_VALUE;
    private static final int VALUELESS = UNASKED + 1;

    private CodedNumbers() {}

    /// Sets `into[i]` to the number of the value that `codes[i]` stands for, where there is one.
    ///
    /// @param codes negative where a row has no value
    /// @param codeCount greater than every code
    /// @param values the value of a code, or null if it stands for none
    /// @param numbering gives what is not negative
    public static void number(
            int[] codes,
            int codeCount,
            IntFunction<@Nullable AttributeValue> values,
            ToIntFunction<AttributeValue> numbering,
            int[] into) {
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
                    AttributeValue value = values.apply(code);
                    number = value == null ? VALUELESS : numbering.applyAsInt(value);
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
