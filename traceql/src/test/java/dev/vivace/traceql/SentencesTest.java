package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// What the language's description says sentence by sentence, as queries: `sentences.txt`.
class SentencesTest {

    private static final int SENTENCES = 165;

    @Test
    void everySentenceHolds() {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (String line : Verdicts.lines("sentences.txt")) {
            if (line.startsWith("#")) {
                continue;
            }
            read++;
            String[] sides = line.split(" {2}=> {2}", 2);
            String given = outcome(sides[0].replace("\\N", "\n"));
            boolean holds = sides[1].equals("accepted") ? !isKind(given) : given.equals(sides[1]);
            if (!holds) {
                wrong.add(line + ", but was " + given);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isEqualTo(SENTENCES);
    }

    private static boolean isKind(String outcome) {
        return List.of("parse", "validation", "unsupported").contains(outcome);
    }

    private static String outcome(String query) {
        try {
            return Canonical.text(TraceQl.compile(query, Dialect.STRICT));
        } catch (TraceQlException refused) {
            return refused.kind().name().toLowerCase(Locale.ROOT);
        }
    }
}
