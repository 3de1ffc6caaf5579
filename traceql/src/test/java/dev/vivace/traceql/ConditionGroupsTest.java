package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionGroupsTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { }                                                              => 0
            { broken                                                         => 0
            { span.a = 1 }                                                   => 1
            { span.a = 1 && span.b = 2 && name = "x" }                       => 1
            { span.a = 1 || span.b = 2 || span.c = 3 }                       => 3
            { span.a = 1 && (span.b = 2 || span.c = 3) }                     => 2
            { (span.a = 1 || span.b = 2) && (span.c = 3 || span.d = 4) }     => 4
            { !(span.a = 1 || span.b = 2) }                                  => 1
            { !(span.a = 1 && span.b = 2) }                                  => 2
            { span.a + 1 > 2 || span.b && span.c =~ "x|y" }                  => 2
            { span.a = 1 || span.b = 2 && name =                             => 2
            """)
    void alternativesAreCounted(String query, long groups) {
        assertThat(TraceQl.conditionGroups(query)).isEqualTo(groups);
    }

    @Test
    void productsThatNoNumberHoldsAreMany() {
        String factor = "(span.a = 1 || span.b = 2)";
        String query = "{ " + String.join(" && ", Collections.nCopies(200, factor)) + " }";

        assertThat(TraceQl.conditionGroups(query)).isGreaterThan(1_000_000);
    }

    @Test
    void longChainsTakeNoStack() {
        String query = "{ " + String.join(" || ", Collections.nCopies(900, "span.a = 1")) + " }";

        assertThat(TraceQl.conditionGroups(query)).isEqualTo(900);
    }
}
