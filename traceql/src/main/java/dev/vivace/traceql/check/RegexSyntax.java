package dev.vivace.traceql.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Tells whether a text is a regular expression of RE2, and one of bearable size.
final class RegexSyntax {
    private static final String FLAGS = "(?s)";

    private RegexSyntax() {}

    /// What is wrong with a regular expression; null if nothing is.
    static @Nullable String mistake(String regex) {
        String tooLarge = new RegexSize(regex).mistake();
        if (tooLarge != null) {
            return tooLarge;
        }
        try {
            Pattern compiled = Pattern.compile(regex, Pattern.DOTALL);
            return compiled.pattern().equals(regex) ? null : "it is read differently";
        } catch (PatternSyntaxException refused) {
            // The library shows the whole expression with a prefix of its own where it has no better part to show.
            String part = refused.getPattern();
            return refused.getDescription() + (part.startsWith(FLAGS) ? "" : ": `" + part + "`");
        }
    }
}
