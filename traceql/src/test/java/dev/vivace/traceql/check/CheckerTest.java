package dev.vivace.traceql.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.Positions;
import dev.vivace.traceql.parse.TraceQlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ duration > 1000 }",
                "{ 1h > 5 }",
                "{ instrumentation:name = 1 }",
                "{ .a = error || .b > 5s }",
                "{ !.a && -.b < 1 }",
                "{ name != nil && resource.service.name != nil }",
                "{ .service.name = nil && span.service.name = nil }",
                "{ .a =~ `(?i)x{1000}` }",
                "{ .a =~ `[({]{3}` && .b !~ `\\Q{9999}(\\E` && .c =~ `a{,5}{` }",
                "{} | by(name = `x`)",
                "{} | rate() by(.a, .b, .c, .d, .e)",
                "{} | min_over_time(.x) by(.a, .b, .c, .d, .e)",
                "{} | quantile_over_time(.x, 0, 1) by(.a, .b, .c, .d)",
                "{} | compare({}, 1000)",
                "{} | compare({}, 10, 1, 2)",
                "({} | compare({}))",
            })
    void meaningfulQueriesPass(String query) {
        assertThatCode(() -> TraceQl.compile(query, Dialect.STRICT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ .a > error }",
                "{ .a && 5 }",
                "{ .a + 1 }",
                "{ .a =~ `x{1001}` }",
                "{ .a =~ `(x{40}){40}` }",
                "{ .a =~ `((a{1000}){1000})` }",
                "{ .a =~ `x**` }",
                "{ resource.service.name = nil }",
                "{ nil = name }",
                "{ (duration) = nil }",
                "{ instrumentation:name = nil }",
                "{ .a } >> { name }",
                "({ .a } | by(5)) && ({ .b })",
                "{} | by(nil = nil)",
                "{} | sum(name) > 1",
                "{} | rate() | topk(0)",
                "{} | rate() | bottomk(0)",
                "{} | histogram_over_time(.x) by(.a, .b, .c, .d, .e)",
                "{} | quantile_over_time(.x, 2)",
                "{} | compare({}, 99999999999)",
                "{} | compare({}, 10, 0, 5)",
                "({} | compare({})) | topk(3)",
                "1 + ({} | compare({}))",
                "({} | rate()) + ({} | rate()) / ({} | compare({}))",
            })
    void meaninglessQueriesAreRefused(String query) {
        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.compile(query, Dialect.STRICT))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(TraceQlException.Kind.VALIDATION));
    }

    @Test
    void treeMadeByHandIsRefusedWithoutPlace() {
        Expression condition = new Expression.Binary(
                new Expression.IntrinsicField(Intrinsic.NAME),
                Operator.EQUAL,
                new Expression.Constant(new Literal.Int(5)));

        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> Checker.checkCondition(condition, Positions.none()))
                .satisfies(refused -> assertThat(refused.line()).isZero())
                .withMessageNotContaining(" at ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "ab", "a{1000}", "(", "[", "{", "\\d", "\\p{", "[[:", "\\Q", "[a-b]{900}", "(a{30}){30}"})
    void hugeRegularExpressionsAreRefusedBeforeTheyAreCompiled(String unit) {
        assertThat(new RegexSize(unit.repeat(100_000 / unit.length())).mistake())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4bf92f3577b34da6a3ce929d0e0e4736|", "[a-z]+", "(abc)", "x{2}", "a.*?"})
    void longRegularExpressionsAreCompiled(String unit) {
        assertThat(RegexSyntax.mistake(unit.repeat(20_000 / unit.length()))).isNull();
    }
}
