package dev.vivace.traceql.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Tells whether a text is a regular expression of RE2.
final class RegexSyntax {
    /// Deeper parentheses than Go's parser accepts, and far from the depth where compiling would exhaust the stack.
    private static final int MAX_NESTING = 500;

    private RegexSyntax() {}

    /// What is wrong with a regular expression; null if nothing is.
    static @Nullable String mistake(String regex) {
        int open = 0;
        for (int i = 0; i < regex.length(); i++) {
            open += regex.charAt(i) == '(' ? 1 : regex.charAt(i) == ')' ? -1 : 0;
            if (open > MAX_NESTING) {
                return "it nests more than " + MAX_NESTING + " parentheses";
            }
        }
        try {
            Pattern compiled = Pattern.compile(regex, Pattern.DOTALL);
            return compiled.pattern().equals(regex) ? null : "it is read differently";
        } catch (PatternSyntaxException refused) {
            return refused.getDescription() + ": `" + refused.getPattern() + "`";
        }
    }
}
