package dev.vivace.traceql.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.Verdicts;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {

    @Test
    void textOfRandomTreesParsesToTheSameTree() {
        long seed = 7_061_975;
        for (int i = 0; i < 10_000; i++) {
            Query query = new RandomQueries(new Random(seed + i)).query();
            String text = Canonical.text(query);

            assertThat(TraceQl.parse(text, Dialect.VIVACE))
                    .as("seed %d: %s", seed + i, text)
                    .isEqualTo(query);
        }
    }

    @Test
    void differentRandomTreesHaveDifferentTexts() {
        long seed = 1_000_000;
        Map<String, Query> seen = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            Query query = new RandomQueries(new Random(seed + i)).query();
            Query other = seen.put(Canonical.text(query), query);

            assertThat(other == null || other.equals(query))
                    .as("seed %d: %s", seed + i, query)
                    .isTrue();
        }
    }

    @Test
    void textOfAcceptedQueriesParsesToTheSameTreeInBothDialects() {
        for (String query : Verdicts.accepted()) {
            Query parsed = TraceQl.parse(query, Dialect.STRICT);
            String text = Canonical.text(parsed);

            assertThat(TraceQl.parse(text, Dialect.STRICT)).as(text).isEqualTo(parsed);
            assertThat(TraceQl.parse(text, Dialect.VIVACE)).as(text).isEqualTo(parsed);
            assertThat(Canonical.text(TraceQl.parse(text, Dialect.STRICT))).isEqualTo(text);
        }
    }

    @Test
    void textOfCompiledQueriesCompilesToTheSameQuery() {
        for (String query : Verdicts.accepted()) {
            Query compiled = TraceQl.compile(query, Dialect.STRICT);
            String text = Canonical.text(compiled);

            assertThat(TraceQl.compile(text, Dialect.STRICT)).as(text).isEqualTo(compiled);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            {}  =>  { true }
            {span.a="x"}  =>  { span.a = `x` }
            {.a + 1>2&&!.b}  =>  { ((.a + 1) > 2) && (!.b) }
            {-.a *2<1}  =>  { (-(.a * 2)) < 1 }
            { span:duration > 90s }  =>  { duration > 1m30s }
            { span."order id" = 5. }  =>  { span."order id" = 5.0 }
            { span.order."line item".sku = 1.5e3 }  =>  { span."order.line item.sku" = 1500.0 }
            { span."say \\"hi\\"" = `x` }  =>  { span."say \\"hi\\"" = `x` }
            { ."" = "a`b" }  =>  { ."" = "a`b" }
            { ."1a" = maxInt || .x = minInt }  =>  { (."1a" = 9223372036854775807) || (.x = minInt) }
            { nil != .a || nil = nil }  =>  { (.a != nil) || (nil = nil) }
            {.a}>>{.b}&&{.c}  =>  (({ .a }) >> ({ .b })) && ({ .c })
            {} | by(span.a *2) | count() > -1  =>  { true } | by(span.a * 2) | count() > -1
            {} | max(.a + 1) > 2 * 3  =>  { true } | max(.a + 1) > 6
            select(.a, span."b c")|coalesce()  =>  select(.a, span."b c") | coalesce()
            {}|rate()by(name,span:kind)|topk(3)>1  =>  { true } | rate() by(name, kind) | topk(3) > 1
            1-({}|rate())*2  =>  1 - (({ true } | rate()) * 2)
            {}|quantile_over_time(duration,.9,1)  =>  { true } | quantile_over_time(duration, 0.9, 1.0)
            {} with(a=1) with(b=2s,c="x")  =>  { true } with(b=2s, c=`x`)
            """)
    void textIsCanonical(String query, String text) {
        assertThat(Canonical.text(TraceQl.parse(query, Dialect.STRICT))).isEqualTo(text);
    }
}
