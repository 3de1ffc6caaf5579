package dev.vivace.traceql.ast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.print.Canonical;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { span.b = 1 && .a = span.b } | by(name) | avg(duration) > 1s  =>  [span.b, .a, name, duration]
            { .a } | by(name) | select(resource.c, name, .b) | max(.d) > 1  =>  [.a, name, resource.c, .b, .d]
            { kind = server } >> { span:kind = client || -span.x > 1 }  =>  [kind, span.x]
            ({ .a = nil } | by(.b)) && ({ .c != nil })  =>  [.a, .b, .c]
            { .a } | quantile_over_time(duration, .5) by (.b, .a)  =>  [.a, duration, .b]
            { .a } | rate() by (.b)  =>  [.a, .b]
            ({ .a } | max_over_time(.m)) / ({ .b } | rate()) > 1  =>  [.a, .m, .b]
            {} | compare({ .s = 1 })  =>  [.s]
            {} | count() > 1  =>  []
            """)
    void fieldsComeInTheOrderOfTheirFirstMention(String query, String fields) {
        Query parsed = TraceQl.parse(query, Dialect.STRICT);

        assertThat(Fields.mentioned(parsed).stream().map(Canonical::field).toList())
                .hasToString(fields);
    }
}
