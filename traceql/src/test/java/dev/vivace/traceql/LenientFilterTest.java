package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.print.Canonical;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientFilterTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { kind = server }  =>  kind = server
            { kind = server && name = }  =>  kind = server
            { name = && kind = server }  =>  kind = server
            { name =~ && kind = server  =>  kind = server
            { kind = server && (name = )  =>  kind = server
            { kind = server  =>  kind = server
            { resource.service.name = "a" && span.x >  =>  resource.service.name = `a`
            { kind = server } | by(  =>  kind = server
            { kind = server } | rate() by (resource.  =>  kind = server
            { kind = server } with(  =>  kind = server
            { service.name = "x" && name = }  =>  .service.name = `x`
            { .status = error }  =>  (status = error) || (.status = `error`)
            { span.a = 1 || span.b = 2 }  =>  (span.a = 1) || (span.b = 2)
            { span.a = 1 + 1 }  =>  span.a = 2
            """)
    void conditionSurvivesWhatIsNotTypedYet(String query, String condition) {
        assertThat(TraceQl.lenientFilter(query).map(Canonical::text)).hasValue(condition);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{ true }",
                "{ name = }",
                "{ name = || kind = server }",
                "{ kind = server && }",
                "{ kind = server && nam }",
                "{ (kind = server }",
                "{ name = \"unfinished }",
                "{ name = 5 && kind = server }",
                "{ name =~ \"(\" }",
                "{ kind = server } && { name = \"x\" }",
                "{ kind = server } }",
                "({ kind = server })",
                "by(name)",
                "count() > 3",
                "name",
                "} | {",
            })
    void brokenTextFiltersNothing(String query) {
        assertThat(TraceQl.lenientFilter(query)).isEmpty();
    }
}
