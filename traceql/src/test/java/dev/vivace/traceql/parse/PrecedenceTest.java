package dev.vivace.traceql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecedenceTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { .a || .b && .c }  =>  { (.a || .b) && .c }
            { .a && .b || .c }  =>  { (.a && .b) || .c }
            { -.a * .b = 1 }  =>  { (-(.a * .b)) = 1 }
            { -2 ^ 2 = 4 }  =>  { (-(2 ^ 2)) = 4 }
            { -.a + .b = 1 }  =>  { ((-.a) + .b) = 1 }
            { .a * -.b * .c = 1 }  =>  { (.a * (-(.b * .c))) = 1 }
            { .a * -.b + .c = 1 }  =>  { ((.a * (-.b)) + .c) = 1 }
            { 2 ^ -3 * 4 = 1 }  =>  { (2 ^ (-(3 * 4))) = 1 }
            { !.a = .b }  =>  { (!.a) = .b }
            { !.a * .b = 1 }  =>  { (!(.a * .b)) = 1 }
            { !.a && .b }  =>  { (!.a) && .b }
            { 1 < 2 = true }  =>  { (1 < 2) = true }
            { 2 ^ 3 ^ 2 = 1 }  =>  { (2 ^ (3 ^ 2)) = 1 }
            { .a - .b - .c = 1 }  =>  { ((.a - .b) - .c) = 1 }
            { .a / .b * .c = 1 }  =>  { ((.a / .b) * .c) = 1 }
            { .a + .b * .c ^ .d = 1 }  =>  { (.a + (.b * (.c ^ .d))) = 1 }
            { .a =!.b }  =>  { .a = (!.b) }
            { .a + 1 = nil && .b }  =>  { ((.a + 1) = nil) && .b }
            { nil = .a = .b }  =>  { (nil = .a) = .b }
            { !nil = .a }  =>  { !(nil = .a) }
            { 1 + nil = .a + 2 }  =>  { 1 + (nil = (.a + 2)) }
            { .a = .b = nil }  =>  { (.a = .b) = nil }
            {.a} && {.b} >> {.c}  =>  {.a} && ({.b} >> {.c})
            {.a} > {.b} > {.c}  =>  ({.a} > {.b}) > {.c}
            {.a} || {.b} && {.c}  =>  ({.a} || {.b}) && {.c}
            {.a} ~ {.b} !> {.c}  =>  ({.a} ~ {.b}) !> {.c}
            ({} | rate()) + ({} | rate()) * 2  =>  ({} | rate()) + (({} | rate()) * 2)
            100 - ({} | rate()) * 2  =>  100 - (({} | rate()) * 2)
            ({} | rate()) - 2 - 3  =>  (({} | rate()) - 2) - 3
            ({} | rate()) * 100 / 2  =>  (({} | rate()) * 100) / 2
            count() > 1 + 2 * 3  =>  count() > 7
            count() > -2 * 3  =>  count() > -6
            count() > 7 / 2  =>  count() > 3
            count() > 7 / 2.0  =>  count() > 3.5
            """)
    void operatorsBindAsTheTableSays(String query, String parenthesised) {
        assertThat(TraceQl.parse(query, Dialect.STRICT)).isEqualTo(TraceQl.parse(parenthesised, Dialect.STRICT));
    }
}
