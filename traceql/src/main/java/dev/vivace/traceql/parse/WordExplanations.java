package dev.vivace.traceql.parse;

import static dev.vivace.traceql.parse.Explanations.mistake;
import static dev.vivace.traceql.parse.Explanations.quoted;
import static dev.vivace.traceql.parse.Explanations.spelling;

import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.parse.Explanations.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the parser says about words it does not know or that stand in the wrong place.
final class WordExplanations {
    private static final Map<String, String> FOREIGN_WORDS = Map.ofEntries(
            Map.entry("and", "&&"),
            Map.entry("or", "||"),
            Map.entry("not", "!"),
            Map.entry("in", "=~ \"a|b\""),
            Map.entry("like", "=~ \".*text.*\""),
            Map.entry("contains", "=~ \".*text.*\""),
            Map.entry("matches", "=~"),
            Map.entry("is", "="),
            Map.entry("exists", "!= nil"),
            Map.entry("null", "nil"),
            Map.entry("none", "nil"));

    /// Units people write, in lower case.
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("nanos", "ns"),
            Map.entry("micros", "us"),
            Map.entry("msec", "ms"),
            Map.entry("millis", "ms"),
            Map.entry("milliseconds", "ms"),
            Map.entry("s", "s"),
            Map.entry("ms", "ms"),
            Map.entry("sec", "s"),
            Map.entry("secs", "s"),
            Map.entry("second", "s"),
            Map.entry("seconds", "s"),
            Map.entry("min", "m"),
            Map.entry("mins", "m"),
            Map.entry("minute", "m"),
            Map.entry("minutes", "m"),
            Map.entry("hour", "h"),
            Map.entry("hours", "h"),
            Map.entry("day", "d"),
            Map.entry("days", "d"));

    static final String WITH_A_DOT = "attributes are written with a dot: resource.service.name, span.http.method";

    private WordExplanations() {}

    /// Whether a bare name is a scope with an index, as in `resource[service.name]`.
    static boolean isIndexed(String name) {
        int bracket = name.indexOf('[');
        return bracket > 0 && (Lexer.isDotScope(name.substring(0, bracket)) || name.startsWith("attributes["));
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

    /// A word that cannot stand where it stands.
    static TraceQlException unexpected(
            String text, @Nullable Token previous, Token token, Context context, String expected) {
        String word = token.text();
        if (previous != null && previous.isNumber()) {
            if (previous.end() == token.start()) {
                return badNumber(text, previous, token);
            }
            String unit = UNITS.getOrDefault(word.toLowerCase(Locale.ROOT), word);
            if (DurationText.parse(previous.text() + unit).isPresent()) {
                return mistake(
                        text,
                        previous.start(),
                        quoted(text.substring(previous.start(), token.end())) + " is not a duration",
                        "did you mean '" + previous.text() + unit + "'?");
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
        if (word.equals("by") && previous != null && Words.AGGREGATES.contains(previous.text())) {
            return mistake(
                    text,
                    token.start(),
                    "unexpected 'by'",
                    "series are grouped behind the function: {} | rate() by(name)");
        }
        if (word.equals("with") && context == Context.STAGE) {
            return mistake(
                    text, token.start(), "'with' is no stage", "hints follow without '|': {} with(most_recent=true)");
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
        if (Lexer.isDotScope(word) && text.substring(token.end()).stripLeading().startsWith(".")) {
            return mistake(
                    text, token.start(), "a scope, its dot and the name stand together", "write " + word + ".name");
        }
        if (next == '.' && !Words.STAGES.contains(word)) {
            String name = dottedName(text, token);
            return mistake(
                    text,
                    token.start(),
                    "unknown identifier " + quoted(name),
                    "did you mean " + quoted("." + name) + "?");
        }
        boolean value = previous != null && isComparison(previous);
        if (!Words.isKeyword(word)) {
            return unknownWord(text, token, value, context, expected);
        }
        if (Words.METRICS_FUNCTIONS.contains(word)) {
            return mistake(
                    text,
                    token.start(),
                    "unexpected '" + word + "'",
                    "a metrics function ends a pipeline: {} | " + word + "(...)");
        }
        if (context == Context.STAGE && Words.SECOND_STAGES.contains(word)) {
            return mistake(
                    text,
                    token.start(),
                    "'" + word + "' ranks series",
                    "put a metrics function in front: {} | rate() by(name) | " + word + "(5)");
        }
        if (context == Context.STAGE && Words.UNSCOPED_INTRINSICS.containsKey(word)) {
            return Explanations.needsBraces(text, token);
        }
        if (word.equals("coalesce")) {
            return mistake(text, token.start(), "coalesce() cannot come first", "write {} | by(name) | coalesce()");
        }
        String field = ForeignWords.field(word);
        if (field != null) {
            return mistake(text, token.start(), "'" + word + "' needs its scope", "did you mean '" + field + "'?");
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

    private static TraceQlException unknownWord(
            String text, Token token, boolean value, Context context, String expected) {
        String word = value ? asMeant(text, token) : token.text();
        List<String> candidates = new ArrayList<>();
        String what;
        if (context == Context.STAGE) {
            what = "unknown stage or function ";
            candidates.addAll(Words.STAGES);
            candidates.add("coalesce");
            candidates.addAll(Words.AGGREGATES);
            candidates.addAll(Words.METRICS_FUNCTIONS);
        } else if (context == Context.SECOND_STAGE) {
            what = "unknown second stage ";
            candidates.addAll(Words.SECOND_STAGES);
        } else if (context == Context.FIELD) {
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
        String foreign = foreign(text, token, value, context);
        String remedy;
        if (foreign != null) {
            remedy = foreign;
        } else if (nearest != null) {
            remedy = value ? "did you mean '" + nearest + "', or \"" + word + "\"?" : "did you mean '" + nearest + "'?";
        } else if (value) {
            remedy = "strings are quoted: did you mean \"" + word + "\"?";
        } else if (context != Context.FIELD) {
            remedy = expected;
        } else {
            remedy = "did you mean " + quoted("." + word) + "?";
        }
        return mistake(text, token.start(), what + quoted(word), remedy);
    }

    private static @Nullable String foreign(String text, Token token, boolean value, Context context) {
        String word = token.text();
        if (context == Context.STAGE) {
            return ForeignWords.stage(word);
        }
        if (context != Context.FIELD) {
            return null;
        }
        if (value) {
            String meant = ForeignWords.value(word);
            return meant == null ? null : "did you mean '" + meant + "', or \"" + word + "\"?";
        }
        if (token.end() < text.length() && text.charAt(token.end()) == '[') {
            return WITH_A_DOT;
        }
        String meant = ForeignWords.field(word);
        return meant == null ? null : "did you mean '" + meant + "', or '." + word + "'?";
    }

    /// A string without quotes goes on where a word ends: `test-service`, `nginx-*`.
    private static String asMeant(String text, Token token) {
        int end = token.end();
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "-_./:@*".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return token.text() + text.substring(token.end(), end);
    }

    /// A number with something glued to it: `5sec`, `1.5d`, `.1st`, `200..299`.
    static TraceQlException badNumber(String text, Token number, Token rest) {
        int end = rest.end();
        while (end < text.length()
                && (Characters.isDurationPart(text.charAt(end)) || Character.isLetter(text.charAt(end)))) {
            end++;
        }
        String written = text.substring(number.start(), end);
        int digitsEnd = 0;
        while (digitsEnd < written.length()
                && (Characters.isDigit(written.charAt(digitsEnd)) || written.charAt(digitsEnd) == '.')) {
            digitsEnd++;
        }
        String digits = written.substring(0, digitsEnd);
        String unit = UNITS.get(written.substring(digitsEnd).toLowerCase(Locale.ROOT));
        String remedy;
        if (unit != null && DurationText.parse(digits + unit).isPresent()) {
            remedy = "did you mean '" + digits + unit + "'?";
        } else if (written.startsWith(".")) {
            remedy = "a name that begins with a digit is quoted: .\"" + written.substring(1) + "\"";
        } else if (written.contains("..")) {
            remedy = "a range is two comparisons: span.a >= 200 && span.a < 300";
        } else {
            remedy = "units: ns, us, ms, s, m, h, d, w, y; no fractions of d, w, y: 36h, 1d12h; at most 292y";
        }
        return mistake(text, number.start(), quoted(written) + " is not a number or duration", remedy);
    }
}
