package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Query;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Parses queries, fields and filters that are still being typed. Stateless.
///
/// Vivace's dialect first reads the text as the reference would and turns to its extensions only if that fails: what
/// the reference accepts cannot come out differently.
public final class QueryParser {
    /// Longest query, in bytes of UTF-8.
    public static final int MAX_BYTES = 128 * 1024;

    private QueryParser() {}

    /// The tree of a query, not yet checked.
    public static Parsed parse(String text, Dialect dialect) {
        checkSize(text);
        try {
            return attempt(text, false, false);
        } catch (TraceQlException refused) {
            if (dialect == Dialect.STRICT) {
                throw refused;
            }
        }
        TraceQlException withBraces;
        try {
            return attempt(text, true, false);
        } catch (TraceQlException refused) {
            withBraces = refused;
        }
        if (text.stripLeading().startsWith("{")) {
            throw withBraces;
        }
        try {
            return attempt(text, true, true);
        } catch (TraceQlException refused) {
            boolean braces = text.indexOf('{') >= 0;
            throw refused.offset() > withBraces.offset() && !braces ? refused : withBraces;
        }
    }

    private static Parsed attempt(String text, boolean extended, boolean withoutBraces) {
        return attempt(new TokenStream(text, extended), extended, withoutBraces);
    }

    private static Parsed attempt(TokenStream tokens, boolean extended, boolean withoutBraces) {
        FieldExpressionParser fields = new FieldExpressionParser(tokens, false);
        PipelineParser parser = new PipelineParser(tokens, extended, fields);
        Query query = withoutBraces ? parser.queryWithoutBraces() : parser.query();
        return new Parsed(query, tokens.positions());
    }

    /// Characters looked at by one attempt, whatever came of it; for the test that the work is linear.
    static long reads(String text, boolean extended, boolean withoutBraces) {
        TokenStream tokens = new TokenStream(text, extended);
        try {
            attempt(tokens, extended, withoutBraces);
        } catch (TraceQlException refused) {
            return tokens.reads();
        }
        return tokens.reads();
    }

    /// One field and nothing else, as in the path of a tag request: `span.foo`, `.foo`, `name`, `event:name`.
    public static Field field(String text) {
        checkSize(text);
        TokenStream tokens = new TokenStream(text, false);
        Field field = new FieldExpressionParser(tokens, false).field();
        if (tokens.peek().kind() != Token.Kind.END) {
            throw tokens.unexpected(
                    "expected: one field and nothing else; other characters go in quotes: span.\"a b\"");
        }
        return field;
    }

    /// The condition of the first filter of a query that is still being typed: comparisons without a right side read as
    /// `true`, the closing brace may lack. Empty if the text is broken in any other way or does not start with a
    /// plain filter. What follows the filter is not looked at.
    public static Optional<ParsedCondition> firstCondition(String text, Dialect dialect) {
        Optional<ParsedCondition> condition = firstCondition(text, false);
        return condition.isPresent() || dialect == Dialect.STRICT ? condition : firstCondition(text, true);
    }

    private static Optional<ParsedCondition> firstCondition(String text, boolean extended) {
        try {
            checkSize(text);
            TokenStream tokens = new TokenStream(text, extended);
            FieldExpressionParser fields = new FieldExpressionParser(tokens, true);
            Expression condition = new PipelineParser(tokens, extended, fields).firstCondition();
            return condition == null
                    ? Optional.empty()
                    : Optional.of(new ParsedCondition(condition, tokens.positions()));
        } catch (TraceQlException broken) {
            return Optional.empty();
        }
    }

    /// A condition and where its nodes stand in the text.
    public record ParsedCondition(Expression condition, Positions positions) {}

    private static void checkSize(String text) {
        // A character has 1 to 3 bytes: most texts need no count.
        if (text.length() > MAX_BYTES / 3) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                throw Explanations.mistake(
                        text, 0, "the query has " + bytes + " bytes", "expected: at most " + MAX_BYTES);
            }
        }
    }
}
