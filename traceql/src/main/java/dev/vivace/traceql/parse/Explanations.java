package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            Map.entry(">>>", ">>"),
            Map.entry("<<<", "<<"),
            Map.entry("&&&", "&&"),
            Map.entry("|||", "||"));
    private static final Map<String, String> FOREIGN_WORDS = Map.of(
            "and", "&&",
            "or", "||",
            "not", "!",
            "in", "=~ \"a|b\"",
            "like", "=~ \".*text.*\"",
            "contains", "=~ \".*text.*\"",
            "matches", "=~",
            "is", "=",
            "null", "nil",
            "none", "nil");
    private static final int MAX_QUOTED = 40;

    private Explanations() {}

    static TraceQlException mistake(String text, int offset, String problem, @Nullable String remedy) {
        return new TraceQlException(TraceQlException.Kind.PARSE, problem, remedy, Position.of(text, offset));
    }

    /// The text in single quotes, cut if long.
    static String quoted(String text) {
        int end = text.length() <= MAX_QUOTED ? text.length() : MAX_QUOTED;
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return "'" + text.substring(0, end) + (end < text.length() ? "..." : "") + "'";
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
                return mistake(text, offset, "there are no lists", "did you mean =~ \"x|y\"?");
            }
            case ':' -> {
                return mistake(text, offset, "unexpected ':'", "a colon follows a scope directly: span:name, trace:id");
            }
            case ';' -> {
                return mistake(text, offset, "unexpected ';'", "a query ends without it");
            }
            default -> {
                return mistake(text, offset, "unexpected character " + found, null);
            }
        }
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c >= '\u2018' && c <= '\u201D';
    }

    /// `span:duraton`, `span:http.method`.
    static TraceQlException unknownScoped(String text, Token scope, Token word) {
        String name = word.kind() == Token.Kind.WORD ? dottedName(text, word) : spelling(text, word);
        boolean adjacent = scope.end() == word.start();
        String written = scope.text() + (adjacent ? "" : " ") + name;
        String scopeWord = scope.text().substring(0, scope.text().length() - 1);
        if (word.kind() == Token.Kind.END || word.kind() == Token.Kind.SYMBOL) {
            return mistake(
                    text,
                    word.start(),
                    "no intrinsic behind '" + scope.text() + "'",
                    "expected: " + choices(scope.text()));
        }
        List<String> spellings = new ArrayList<>();
        for (String known : intrinsics(scope.text())) {
            spellings.add(scope.text() + known);
        }
        String nearest = name.indexOf('.') < 0 ? Spelling.nearest(written, spellings) : null;
        String suggestion = nearest != null
                ? "did you mean '" + nearest + "'?"
                : scopeWord.equals("trace")
                        ? "expected: " + choices(scope.text())
                        : "did you mean '" + scopeWord + "." + name + "'?";
        return mistake(text, scope.start(), "unknown intrinsic " + quoted(written), suggestion);
    }

    private static List<String> intrinsics(String scope) {
        Map<String, ?> known = Words.SCOPED_INTRINSICS.get(scope);
        List<String> names = known == null ? new ArrayList<>() : new ArrayList<>(known.keySet());
        names.sort(null);
        return names;
    }

    private static String choices(String scope) {
        return scope + String.join(", " + scope, intrinsics(scope));
    }

    /// A word and what is glued to it by dots.
    private static String dottedName(String text, Token word) {
        int end = word.end();
        while (end < text.length() && !Characters.endsName(text.charAt(end)) && text.charAt(end) != '"') {
            end++;
        }
        return text.substring(word.start(), end).indexOf('.') < 0 ? word.text() : text.substring(word.start(), end);
    }

    /// A token that cannot stand where it stands.
    static TraceQlException unexpected(String text, @Nullable Token previous, Token token, String expected) {
        if (token.kind() == Token.Kind.END) {
            String problem = previous == null ? "the query is empty" : "the query ends too early";
            return mistake(text, token.start(), problem, expected);
        }
        if (token.kind() == Token.Kind.SYMBOL) {
            return unexpectedSymbol(text, previous, token, expected);
        }
        if (token.kind() == Token.Kind.WORD) {
            return unexpectedWord(text, previous, token, expected);
        }
        String found = spelling(text, token);
        if (previous != null && previous.isNumber() && previous.end() == token.start()) {
            return badDuration(text, previous, token);
        }
        if (token.kind() == Token.Kind.BARE_NAME) {
            return mistake(text, token.start(), "unexpected name " + quoted(found), expected);
        }
        if (token.kind() == Token.Kind.ATTRIBUTE && previous != null && previous.kind() == Token.Kind.WORD) {
            return mistake(
                    text,
                    previous.start(),
                    "'" + previous.text() + "' is no scope of attributes",
                    "did you mean '." + previous.text() + found + "'?");
        }
        return mistake(text, token.start(), "unexpected " + quoted(found), expected);
    }

    private static TraceQlException unexpectedSymbol(
            String text, @Nullable Token previous, Token token, String expected) {
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
        return switch (symbol) {
            case "|" -> mistake(text, token.start(), "unexpected '|'", "between conditions write '||'; " + expected);
            case "+" -> mistake(text, token.start(), "unexpected '+'", "numbers have no plus sign; " + expected);
            case "{" ->
                mistake(
                        text,
                        token.start(),
                        "unexpected '{'",
                        "two filters are joined by an operator: { } && { }, { } >> { }");
            default -> mistake(text, token.start(), "unexpected '" + symbol + "'", expected);
        };
    }

    private static TraceQlException unexpectedWord(
            String text, @Nullable Token previous, Token token, String expected) {
        String word = token.text();
        if (previous != null && previous.isNumber()) {
            if (previous.end() == token.start()) {
                return badDuration(text, previous, token);
            }
            if (DurationText.parse(previous.text() + word).isPresent()) {
                return mistake(
                        text,
                        previous.start(),
                        quoted(text.substring(previous.start(), token.end())) + " is not a duration",
                        "did you mean '" + previous.text() + word + "'?");
            }
        }
        String foreign = FOREIGN_WORDS.get(word.toLowerCase(Locale.ROOT));
        if (foreign != null) {
            return mistake(
                    text,
                    token.start(),
                    "'" + word + "' is not an operator or value",
                    "did you mean '" + foreign + "'?");
        }
        char next = token.end() < text.length() ? text.charAt(token.end()) : ' ';
        if (word.equals("trace") && next == '.') {
            String name = dottedName(text, token);
            return mistake(
                    text,
                    token.start(),
                    "traces have no attributes of their own: " + quoted(name),
                    "did you mean '" + name.substring("trace".length()) + "', or one of " + choices("trace:") + "?");
        }
        if (next == ':') {
            String name =
                    dottedName(text, new Token(Token.Kind.WORD, token.end() + 1, token.end() + 1, "", null, null));
            return mistake(
                    text,
                    token.start(),
                    "'" + word + ":' has no intrinsics",
                    word.equals("resource")
                            ? "did you mean 'resource." + name + "'?"
                            : "scopes are span:, trace:, event:");
        }
        if (next == '.' && !Words.STAGES.contains(word)) {
            String name = dottedName(text, token);
            return mistake(text, token.start(), "unknown identifier " + quoted(name), "did you mean '." + name + "'?");
        }
        boolean value = previous != null && isComparison(previous);
        if (!Words.isKeyword(word)) {
            return unknownWord(text, token, value, expected);
        }
        if (Words.METRICS_FUNCTIONS.contains(word)) {
            return mistake(
                    text,
                    token.start(),
                    "unexpected '" + word + "'",
                    "a metrics function ends a pipeline: {} | " + word + "(...)");
        }
        for (String scope : List.of("span:", "trace:", "event:", "link:", "instrumentation:")) {
            if (intrinsics(scope).contains(word) && !Words.UNSCOPED_INTRINSICS.containsKey(word)) {
                return mistake(
                        text, token.start(), "'" + word + "' needs its scope", "did you mean '" + scope + word + "'?");
            }
        }
        return mistake(text, token.start(), "unexpected '" + word + "'", expected);
    }

    private static boolean isComparison(Token token) {
        Operator operator = FieldExpressionParser.operator(token);
        return operator != null && operator.isComparison();
    }

    private static TraceQlException unknownWord(String text, Token token, boolean value, String expected) {
        String word = token.text();
        List<String> candidates = new ArrayList<>();
        String what;
        if (expected.contains("filter")) {
            what = "unknown stage or function ";
            candidates.addAll(Words.STAGES);
            candidates.add("coalesce");
            candidates.addAll(Words.AGGREGATES);
            candidates.addAll(Words.METRICS_FUNCTIONS);
        } else if (expected.contains("topk")) {
            what = "unknown second stage ";
            candidates.addAll(Words.SECOND_STAGES);
        } else if (expected.contains("field")) {
            what = value ? "unknown value " : "unknown intrinsic ";
            candidates.addAll(Words.UNSCOPED_INTRINSICS.keySet());
            candidates.remove("parent");
            candidates.addAll(Words.STATUSES);
            candidates.addAll(Words.KINDS);
            candidates.addAll(List.of("true", "false", "nil"));
        } else {
            return mistake(text, token.start(), "unexpected " + quoted(word), expected);
        }
        candidates.sort(null);
        String nearest = Spelling.nearest(word, candidates);
        String remedy;
        if (nearest != null) {
            remedy = value ? "did you mean '" + nearest + "', or \"" + word + "\"?" : "did you mean '" + nearest + "'?";
        } else if (value) {
            remedy = "strings are quoted: did you mean \"" + word + "\"?";
        } else if (expected.contains("filter") || expected.contains("topk")) {
            remedy = expected;
        } else {
            remedy = "did you mean '." + word + "'?";
        }
        return mistake(text, token.start(), what + quoted(word), remedy);
    }

    private static TraceQlException badDuration(String text, Token number, Token rest) {
        int end = rest.end();
        while (end < text.length()
                && (Characters.isDurationPart(text.charAt(end)) || Character.isLetter(text.charAt(end)))) {
            end++;
        }
        String written = text.substring(number.start(), end);
        return mistake(
                text,
                number.start(),
                quoted(written) + " is not a number or duration",
                "units: ns, us, ms, s, m, h, d, w, y; no fractions of d, w, y: 36h, 1d12h; at most 292y");
    }
}
