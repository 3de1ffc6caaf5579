package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression.FieldScope;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts query text into tokens, one at a time. Confined to one thread.
///
/// Names of attributes have rules of their own: after a scope and its dot, everything up to white space or one of
/// `{}()=~!<>&|^,` belongs to the name, so that `.a-b` is one name and subtraction needs spaces.
final class Lexer {
    private static final Map<String, FieldScope> DOT_SCOPES = Map.of(
            "span", FieldScope.SPAN,
            "resource", FieldScope.RESOURCE,
            "event", FieldScope.EVENT,
            "link", FieldScope.LINK,
            "instrumentation", FieldScope.INSTRUMENTATION,
            "parent", FieldScope.PARENT);
    private static final Set<String> COLON_SCOPES = Set.of("span", "trace", "event", "link", "instrumentation");
    private static final Set<String> SYMBOLS = Set.of(
            ",", "{", "}", "(", ")", "=", "!=", "=~", "!~", ">", ">=", "<", "<=", "+", "-", "/", "%", "*", "^", "&&",
            "||", "!", "|", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "&>", "&<", "&>>", "&<<", "&~");

    private final Characters characters;
    private final NumberScanner numbers;
    private final StringScanner strings;
    private final boolean bareNames;
    private int at;
    /// Up to here no dot was found by an earlier look for a dotted name; keeps those looks linear.
    private int dotlessUntil;

    /// @param bareNames whether dotted names need no scope
    Lexer(String text, boolean bareNames) {
        this.bareNames = bareNames;
        characters = new Characters(text);
        numbers = new NumberScanner(characters);
        strings = new StringScanner(characters);
        int nul = text.indexOf(Characters.END);
        if (nul >= 0) {
            throw Explanations.mistake(text, nul, "the query contains a NUL character", null);
        }
        at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    String text() {
        return characters.text;
    }

    /// How many characters were looked at so far.
    long reads() {
        return characters.reads();
    }

    /// The next token; END at the end, again and again.
    Token next() {
        skipSpaceAndComments();
        Token token = scan(at);
        at = token.end();
        return token;
    }

    static boolean isDotScope(String word) {
        return DOT_SCOPES.containsKey(word);
    }

    static boolean isSymbol(String text) {
        return SYMBOLS.contains(text);
    }

    private void skipSpaceAndComments() {
        while (true) {
            char c = characters.at(at);
            if (Characters.isSpace(c)) {
                at++;
            } else if (c == '/' && characters.at(at + 1) == '/') {
                while (characters.at(at) != Characters.END && characters.at(at) != '\n') {
                    at++;
                }
            } else if (c == '/' && characters.at(at + 1) == '*') {
                int start = at;
                at += 2;
                while (characters.at(at) != '*' || characters.at(at + 1) != '/') {
                    if (characters.at(at) == Characters.END) {
                        throw Explanations.mistake(text(), start, "the comment opened here is never closed", "add */");
                    }
                    at++;
                }
                at += 2;
            } else {
                return;
            }
        }
    }

    private Token scan(int start) {
        char c = characters.at(start);
        if (c == Characters.END) {
            return token(Token.Kind.END, start, start);
        }
        if (c == '"') {
            return strings.interpreted(start);
        }
        if (c == '`') {
            return strings.raw(start);
        }
        if (numbers.startsNumber(start)) {
            return numbers.scan(start);
        }
        if (c == '.') {
            return attribute(start, start + 1, FieldScope.UNSCOPED);
        }
        if (characters.startsWord(start)) {
            return word(start);
        }
        for (int length = 3; length > 0; length--) {
            int end = start + length;
            if (end <= text().length() && SYMBOLS.contains(text().substring(start, end))) {
                return token(Token.Kind.SYMBOL, start, end);
            }
        }
        throw Explanations.strayCharacter(text(), start);
    }

    private Token word(int start) {
        int end = characters.endOfWord(start);
        String word = text().substring(start, end);
        char next = characters.at(end);
        FieldScope scope = DOT_SCOPES.get(word);
        if (next == '.' && scope != null) {
            if (scope == FieldScope.PARENT && text().startsWith("span.", end + 1)) {
                return attribute(start, end + 6, FieldScope.PARENT_SPAN);
            }
            if (scope == FieldScope.PARENT && text().startsWith("resource.", end + 1)) {
                return attribute(start, end + 10, FieldScope.PARENT_RESOURCE);
            }
            return attribute(start, end + 1, scope);
        }
        if (next == ':' && COLON_SCOPES.contains(word)) {
            return token(Token.Kind.SCOPE, start, end + 1);
        }
        Token bare = bareNames ? bareName(start, end, word) : null;
        return bare != null ? bare : token(Token.Kind.WORD, start, end);
    }

    /// The dotted name that starts here; null if there is none. `duration*1.5` and `name/* see a.b */` are not names.
    private @Nullable Token bareName(int start, int wordEnd, String word) {
        char next = characters.at(wordEnd);
        boolean comment = next == '/' && (characters.at(wordEnd + 1) == '/' || characters.at(wordEnd + 1) == '*');
        boolean arithmetic = "+-*/%".indexOf(next) >= 0 && Words.isNumeric(word);
        boolean scoped = next == ':' && (COLON_SCOPES.contains(word) || DOT_SCOPES.containsKey(word));
        if (comment && Words.isKeyword(word) || arithmetic || scoped || next == '.' && word.equals("trace")) {
            return null;
        }
        if (start < dotlessUntil) {
            return null;
        }
        int i = start;
        while (characters.at(i) != '.') {
            if (Characters.endsName(characters.at(i)) || characters.at(i) == '"') {
                dotlessUntil = i;
                return null;
            }
            i++;
        }
        Token name = attribute(start, start, FieldScope.UNSCOPED);
        return new Token(Token.Kind.BARE_NAME, start, name.end(), name.text(), null, FieldScope.UNSCOPED);
    }

    private Token attribute(int start, int nameStart, FieldScope scope) {
        StringBuilder name = new StringBuilder();
        int i = nameStart;
        while (!Characters.endsName(characters.at(i))) {
            if (characters.at(i) != '"') {
                name.append(characters.at(i));
                i++;
                continue;
            }
            int quote = i;
            i++;
            while (characters.at(i) != '"') {
                char c = characters.at(i);
                if (c == Characters.END) {
                    throw Explanations.mistake(text(), quote, "the name quoted here is never closed", "add a \"");
                }
                if (c == '\\') {
                    i++;
                    c = characters.at(i);
                    if (c != '"' && c != '\\') {
                        throw Explanations.mistake(
                                text(), i - 1, "not an escape in a quoted name", "only \\\" and \\\\ are");
                    }
                }
                name.append(c);
                i++;
            }
            i++;
        }
        if (i == nameStart) {
            String scopeText = text().substring(start, nameStart);
            throw Explanations.mistake(
                    text(),
                    nameStart,
                    "no attribute name behind '" + scopeText + "'",
                    "names follow the dot directly: " + scopeText + "name");
        }
        return new Token(Token.Kind.ATTRIBUTE, start, i, name.toString(), null, scope);
    }

    private Token token(Token.Kind kind, int start, int end) {
        return new Token(kind, start, end, text().substring(start, end), null, null);
    }
}
