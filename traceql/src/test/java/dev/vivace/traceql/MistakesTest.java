package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MistakesTest {

    @Test
    void everyMistakeIsNamedWithItsPlaceAndARemedy() {
        List<String> lines = Verdicts.lines("mistakes.txt");
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> said = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i += 2) {
            String query = lines.get(i).replace("\\N", "\n");
            expected.put(query, lines.get(i + 1).strip());
            said.put(query, refusal(query).getMessage());
        }

        assertThat(expected).hasSizeGreaterThan(250);
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void wordsTellProblemPlaceAndRemedy() {
        TraceQlException refused = refusal("{ duraton > 1s }");

        assertThat(refused.words()).isEqualTo("unknown intrinsic 'duraton' at 1:3 (did you mean 'duration'?)");
        assertThat(refused.problem()).isEqualTo("unknown intrinsic 'duraton'");
        assertThat(refused.remedy()).isEqualTo("did you mean 'duration'?");
        assertThat(refused.kind()).isEqualTo(TraceQlException.Kind.PARSE);
        assertThat(refused.offset()).isEqualTo(2);
    }

    @Test
    void columnsCountCharactersAndOffsetsUtf16Units() {
        TraceQlException refused = refusal("{ name = \"x\" &&\n .a = \"\ud83d\ude00\" && naem = 1 }");

        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.column()).isEqualTo(14);
        assertThat(refused.offset()).isEqualTo(30);
    }

    @Test
    void kindsAreToldApart() {
        assertThat(refusal("{ name = }").kind()).isEqualTo(TraceQlException.Kind.PARSE);
        assertThat(refusal("{ name = 5 }").kind()).isEqualTo(TraceQlException.Kind.VALIDATION);
        for (String query : List.of("{ parent.a = 1 }", "{ parent = nil }", "({} | count()) > 3")) {
            assertThat(refusal(query).kind()).as(query).isEqualTo(TraceQlException.Kind.UNSUPPORTED);
            assertThat(refusal(query).getMessage()).as(query).contains("not yet supported");
        }
    }

    @Test
    void strictDialectComparesOneAggregateWithAConstant() {
        for (String query : List.of("{} | 2 < count()", "{} | count() + 1 > 2", "{} | count() > avg(duration)")) {
            TraceQlException refused =
                    catchThrowableOfType(TraceQlException.class, () -> TraceQl.compile(query, Dialect.STRICT));

            assertThat(refused.kind()).as(query).isEqualTo(TraceQlException.Kind.UNSUPPORTED);
            assertThat(refused.getMessage()).as(query).contains("not yet supported", "(write ");
        }
    }

    private static TraceQlException refusal(String query) {
        return catchThrowableOfType(TraceQlException.class, () -> TraceQl.compile(query, Dialect.VIVACE));
    }
}
