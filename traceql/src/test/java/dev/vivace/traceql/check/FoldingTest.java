package dev.vivace.traceql.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.print.Canonical;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            .a > 3 * 1024 * 1024  =>  .a > 3145728
            .a = -5  =>  .a = -5
            .a > 7 / 2  =>  .a > 3
            .a > -7 / 2  =>  .a > -3
            .a > -7 % 3  =>  .a > -1
            .a > 7 / 2.0  =>  .a > 3.5
            .a = 2 ^ 3  =>  .a = 8
            .a = 2 ^ 3 ^ 2  =>  .a = 512
            .a = maxInt + 1  =>  .a = minInt
            .a > 1s + 1s  =>  .a > 2000000000.0
            .a > -1m30s  =>  .a > -1m30s
            .a = 1 / 0  =>  .a = (1 / 0)
            .a = 1 % 0  =>  .a = (1 % 0)
            .a = 1.0 / 0  =>  .a = (1.0 / 0)
            .a + 1 + 2 = 1  =>  ((.a + 1) + 2) = 1
            .a = 1 + 2 + .b  =>  .a = (3 + .b)
            5 = 5.0  =>  true
            1s = 1000ms  =>  true
            1h > 5  =>  true
            9007199254740993 > 9007199254740992  =>  true
            "abc" < "abd"  =>  true
            "\uD83D\uDE00" > "\uFFFD"  =>  true
            "abc" =~ "a.*"  =>  true
            "abc" =~ "b"  =>  false
            "a\\nc" =~ "a.c"  =>  true
            "abc" !~ "b"  =>  true
            ok != error  =>  true
            server = server  =>  true
            true && false || true  =>  true
            !(1 > 2)  =>  true
            false || .a = 1  =>  false || (.a = 1)
            nil = nil  =>  false
            nil != nil  =>  false
            nil = 3  =>  false
            3 != nil  =>  true
            1 < 2 = true  =>  true
            """)
    void constantsAreComputed(String condition, String folded) {
        assertThat(Canonical.text(TraceQl.compile("{ " + condition + " }", Dialect.STRICT)))
                .isEqualTo("{ " + folded + " }");
    }
}
