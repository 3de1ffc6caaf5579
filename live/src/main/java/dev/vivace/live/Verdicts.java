package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.wire.otlp.OtlpObjects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The outcome of one condition for the strings of a dictionary, each worked out when it is first met.
final class Verdicts {

    private static final byte PASSES = 1;
    private static final byte FAILS = 2;

    private final Dictionary dictionary;
    private final @Nullable TextTest textTest;
    private final @Nullable Predicate<AttributeValue> valueTest;
    private final byte[] byCode;
    /// No string of the dictionary passes.
    final boolean none;

    private Verdicts(
            Dictionary dictionary, @Nullable TextTest textTest, @Nullable Predicate<AttributeValue> valueTest) {
        this.dictionary = dictionary;
        this.textTest = textTest;
        this.valueTest = valueTest;
        byte[] only = textTest == null ? null : textTest.onlyValue();
        int onlyCode = only == null ? -1 : dictionary.find(only, 0, only.length);
        this.none = only != null && onlyCode < 0;
        this.byCode = new byte[none ? 0 : dictionary.committedCount()];
        if (onlyCode >= 0) {
            java.util.Arrays.fill(byCode, FAILS);
            byCode[onlyCode] = PASSES;
        }
    }

    static Verdicts of(Dictionary dictionary, TextTest test) {
        return new Verdicts(dictionary, test, null);
    }

    static Verdicts of(Dictionary dictionary, Predicate<AttributeValue> test) {
        return new Verdicts(dictionary, null, test);
    }

    boolean passes(int code) {
        byte verdict = byCode[code];
        return verdict == 0 ? judge(code) : verdict == PASSES;
    }

    private boolean judge(int code) {
        byte[] array = dictionary.array(code);
        int offset = dictionary.offset(code);
        int length = dictionary.length(code);
        boolean passes = textTest != null
                ? textTest.passes(array, offset, length)
                : valueTest != null && valueTest.test(OtlpObjects.value(array, offset, length));
        byCode[code] = passes ? PASSES : FAILS;
        return passes;
    }
}
