package dev.vivace.traceql.parse;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the parser says about mistakes: the offending text, and what its writer probably meant. Consulted only once
/// parsing has failed.
final class Explanations {
    /// Operators of other languages.
    private static final Map<String, String> FOREIGN_OPERATORS = Map.ofEntries(
            Map.entry("==", "="),
            Map.entry("===", "="),
            Map.entry("<>", "!="),
            Map.entry("=!", "!="),
            Map.entry("!==", "!="),
            Map.entry("~=", "=~"),
            Map.entry("=>", ">="),
            Map.entry("=<", "<="),
            Map.entry("!=~", "!~"),
            Map.entry("->", ">"),
            Map.entry(">>>", ">>"),
            Map.entry("<<<", "<<"),
            Map.entry("&&&", "&&"),
            Map.entry("|||", "||"));
    /// Characters that look like operators.
    private static final Map<Character, String> LOOKALIKES = Map.of(
            '\u2265', ">=",
            '\u2264', "<=",
            '\u2260', "!=",
            '\uff1d', "=",
            '\uff1e', ">",
            '\uff1c', "<",
            '\u2212', "-",
            '\u2013', "-",
            '\uff06', "&&",
            '\uff5c', "||");
    private static final int MAX_QUOTED = 40;
    private static final int MAX_SENTENCE = 200;

    /// What is expected behind a condition.
    private static final String CLOSING_BRACE = "expected: '}'";

    private Explanations() {}

    /// What was being read when the mistake was met, and thereby what was probably meant.
    enum Context {
        /// A field or a value.
        FIELD,
        /// A stage of a pipeline or an operand between spansets.
        STAGE,
        /// What follows a metrics function.
        SECOND_STAGE,
        /// Anything else: a bracket, a comma, a number.
        OTHER
    }

    static TraceQlException mistake(String text, int offset, String problem, @Nullable String remedy) {
        return new TraceQlException(
                TraceQlException.Kind.PARSE,
                cut(problem, MAX_SENTENCE),
                remedy == null ? null : cut(remedy, MAX_SENTENCE),
                Position.of(text, offset));
    }

    /// The text in single quotes, cut if long.
    static String quoted(String text) {
        return "'" + cut(text, MAX_QUOTED) + "'";
    }

    private static String cut(String text, int most) {
        int end = Math.min(text.length(), most);
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + (end < text.length() ? "..." : "");
    }

    static String spelling(String text, Token token) {
        return text.substring(token.start(), token.end());
    }

    /// A character that starts no token.
    static TraceQlException strayCharacter(String text, int offset) {
        char c = text.charAt(offset);
        String found = quoted(new String(Character.toChars(text.codePointAt(offset))));
        switch (c) {
            case '\'', '\u2018', '\u2019', '\u201C', '\u201D' -> {
                int end = offset + 1;
                while (end < text.length() && end - offset <= MAX_QUOTED && !isQuote(text.charAt(end))) {
                    end++;
                }
                boolean closed = end < text.length() && isQuote(text.charAt(end)) && text.indexOf('"', offset) < 0;
                String remedy = closed ? "did you mean \"" + text.substring(offset + 1, end) + "\"?" : "use \"";
                return mistake(text, offset, "strings are written in double quotes or backticks", remedy);
            }
            case '&' -> {
                return mistake(text, offset, "'&' is not an operator", "did you mean '&&'?");
            }
            case '[', ']' -> {
                return bracket(text, offset);
            }
            case ':' -> {
                return mistake(
                        text,
                        offset,
                        "unexpected ':'",
                        "values follow '='; a colon follows a scope directly: span:name, trace:id");
            }
            case ';' -> {
                return mistake(text, offset, "unexpected ';'", "a query ends without it");
            }
            case '$' -> {
                return mistake(text, offset, "unexpected '$'", "a variable was not replaced by its value");
            }
            case '#' -> {
                return mistake(text, offset, "unexpected '#'", "comments begin with //");
            }
            default -> {
                String meant = LOOKALIKES.get(c);
                return mistake(
                        text,
                        offset,
                        "unexpected character " + found,
                        meant == null ? null : "did you mean '" + meant + "'?");
            }
        }
    }

    private static TraceQlException bracket(String text, int offset) {
        int start = offset;
        while (start > 0 && (Character.isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '_')) {
            start--;
        }
        String word = text.substring(start, offset);
        if (Words.METRICS_FUNCTIONS.contains(word)) {
            return mistake(
                    text,
                    offset,
                    word + " takes no range",
                    "the request's step is the range; write {} | " + word + "(...)");
        }
        return mistake(text, offset, "there are no lists", "did you mean =~ \"x|y\"?");
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c >= '\u2018' && c <= '\u201D';
    }

    /// A token that cannot stand where it stands.
    static TraceQlException unexpected(
            String text, @Nullable Token previous, Token token, Context context, String expected) {
        if (token.kind() == Token.Kind.END) {
            String problem = previous == null ? "the query is empty" : "the query ends too early";
            return mistake(text, token.start(), problem, expected);
        }
        if (token.kind() == Token.Kind.SYMBOL) {
            return unexpectedSymbol(text, previous, token, context, expected);
        }
        if (token.kind() == Token.Kind.WORD) {
            return WordExplanations.unexpected(text, previous, token, context, expected);
        }
        String found = spelling(text, token);
        if (previous != null && previous.isNumber() && previous.end() == token.start()) {
            return WordExplanations.badNumber(text, previous, token);
        }
        if (context == Context.STAGE && previous != null && previous.isSymbol("|") && isField(token)) {
            return needsBraces(text, token);
        }
        if (token.kind() == Token.Kind.BARE_NAME) {
            int colon = found.indexOf(':');
            return mistake(
                    text,
                    token.start(),
                    "unexpected name " + quoted(found),
                    colon > 0
                            ? "values follow '=': " + found.substring(0, Math.min(colon, MAX_QUOTED)) + " = \"...\""
                            : expected);
        }
        if (token.kind() == Token.Kind.ATTRIBUTE && previous != null && previous.kind() == Token.Kind.WORD) {
            return mistake(
                    text,
                    previous.start(),
                    quoted(previous.text()) + " is no scope of attributes",
                    "did you mean " + quoted("." + previous.text() + found) + "?");
        }
        return mistake(text, token.start(), "unexpected " + quoted(found), expected);
    }

    private static TraceQlException unexpectedSymbol(
            String text, @Nullable Token previous, Token token, Context context, String expected) {
        String symbol = token.text();
        if (previous != null && previous.kind() == Token.Kind.SYMBOL) {
            String joined = previous.text() + symbol;
            if (previous.end() < token.start() && Lexer.isSymbol(joined)) {
                String problem = quoted(text.substring(previous.start(), token.end())) + " is not an operator";
                return mistake(text, previous.start(), problem, "did you mean '" + joined + "'?");
            }
            String meant = FOREIGN_OPERATORS.get(joined);
            if (meant != null && previous.end() == token.start()) {
                String problem = "'" + joined + "' is not an operator";
                return mistake(text, previous.start(), problem, "did you mean '" + meant + "'?");
            }
        }
        if (token.end() < text.length()) {
            String joined = symbol + text.charAt(token.end());
            String meant = FOREIGN_OPERATORS.get(joined);
            if (meant != null) {
                String problem = "'" + joined + "' is not an operator";
                return mistake(text, token.start(), problem, "did you mean '" + meant + "'?");
            }
            String spaced = text.substring(token.end()).stripLeading();
            if (symbol.equals("!") && (spaced.startsWith("=") || spaced.startsWith("~") || spaced.startsWith(">"))) {
                String joinedSpaced = "!" + spaced.charAt(0);
                return mistake(
                        text,
                        token.start(),
                        "'!' stands alone",
                        "did you mean '" + joinedSpaced + "' without the space?");
            }
        }
        if (expected.equals(CLOSING_BRACE) && (symbol.equals("~") || symbol.equals("!~"))) {
            return mistake(text, token.start(), "unexpected '" + symbol + "'", "did you mean '=~'?");
        }
        if (isArithmetic(symbol) && isBehindMetrics(text, token)) {
            return mistake(
                    text,
                    token.start(),
                    "unexpected '" + symbol + "'",
                    "series are calculated with in parentheses: ({} | rate()) " + symbol + " 2");
        }
        return switch (symbol) {
            case "|" -> mistake(text, token.start(), "unexpected '|'", "between conditions write '||'; " + expected);
            case "+" ->
                mistake(
                        text,
                        token.start(),
                        "unexpected '+'",
                        context == Context.FIELD ? "numbers have no plus sign" : expected);
            case "/" ->
                mistake(
                        text,
                        token.start(),
                        "unexpected '/'",
                        context == Context.FIELD ? "regular expressions are strings: =~ \"a.*b\"" : expected);
            case "," ->
                mistake(
                        text,
                        token.start(),
                        "unexpected ','",
                        previous != null && isField(previous) && previous.end() == token.start()
                                ? expected + "; a comma in a name is quoted: span.\"a,b\""
                                : expected.equals(CLOSING_BRACE) ? "conditions are joined by && or ||" : expected);
            case "{" ->
                mistake(
                        text,
                        token.start(),
                        "unexpected '{'",
                        "two filters are joined by an operator: { } && { }, { } >> { }");
            default -> mistake(text, token.start(), "unexpected '" + symbol + "'", expected);
        };
    }

    private static boolean isArithmetic(String symbol) {
        return symbol.length() == 1 && "+-*/".contains(symbol);
    }

    /// Whether a metrics function stands somewhere before the token.
    private static boolean isBehindMetrics(String text, Token token) {
        for (String function : Words.METRICS_FUNCTIONS) {
            int at = text.indexOf(function + "(");
            if (at >= 0 && at < token.start() && text.lastIndexOf('{', token.start()) < at) {
                return text.lastIndexOf('(', token.start()) <= text.lastIndexOf(')', token.start());
            }
        }
        return false;
    }

    private static boolean isField(Token token) {
        return switch (token.kind()) {
            case ATTRIBUTE, BARE_NAME, SCOPE -> true;
            case WORD -> Words.UNSCOPED_INTRINSICS.containsKey(token.text());
            default -> false;
        };
    }

    /// `{} | duration > 1s`.
    static TraceQlException needsBraces(String text, Token token) {
        return mistake(
                text,
                token.start(),
                "a filter behind '|' needs braces",
                "write | { " + cut(spelling(text, token), MAX_QUOTED) + " ... }");
    }
}
