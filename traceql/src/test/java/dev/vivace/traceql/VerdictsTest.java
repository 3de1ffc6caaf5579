package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.Verdicts.Verdict;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    @Test
    void strictDialectGivesTheVerdictsOfTheReference() {
        List<String> wrong = new ArrayList<>();
        for (Verdict verdict : Verdicts.all()) {
            String given = verdict(verdict.query(), Dialect.STRICT);
            if (!given.equals(verdict.verdict())) {
                wrong.add(verdict.query() + "  =>  " + given + ", expected " + verdict.verdict());
            }
        }

        assertThat(Verdicts.all()).hasSize(326);
        assertThat(wrong).isEmpty();
    }

    @Test
    void vivaceDialectDiffersWhereItIsSaidToDiffer() {
        Map<String, String> differing = new LinkedHashMap<>();
        for (Verdict verdict : Verdicts.all()) {
            String given = verdict(verdict.query(), Dialect.VIVACE);
            if (!given.equals(verdict.verdict())) {
                differing.put(verdict.query(), given);
            }
        }

        Map<String, String> declared = new LinkedHashMap<>();
        for (String line : Verdicts.lines("vivace.txt")) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("  =>  ", -1);
                declared.put(parts[0], parts[1]);
            }
        }
        assertThat(differing).isEqualTo(declared);
    }

    @Test
    void queriesOfTheReferenceHaveOneTreeInBothDialects() {
        for (String query : Verdicts.accepted()) {
            assertThat(TraceQl.parse(query, Dialect.VIVACE)).as(query).isEqualTo(TraceQl.parse(query, Dialect.STRICT));
        }
    }

    private static String verdict(String query, Dialect dialect) {
        try {
            TraceQl.compile(query, dialect);
            return "accepted";
        } catch (TraceQlException refused) {
            return refused.kind() == TraceQlException.Kind.PARSE ? "parse error" : "validation error";
        }
    }
}
