package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Literal;
import org.jspecify.annotations.Nullable;

/// One lexical unit.
///
/// @param start index of its first character
/// @param end index behind its last character
/// @param text the name of an attribute without scope and quotes, else the token as written
/// @param literal the value of a string, number or duration
/// @param scope the scope of an attribute
record Token(
        Kind kind,
        int start,
        int end,
        String text,
        @Nullable Literal literal,
        @Nullable FieldScope scope) {

    enum Kind {
        END,
        STRING,
        INTEGER,
        FLOAT,
        DURATION,
        /// `.x`, `span.x`, ...
        ATTRIBUTE,
        /// A dotted name without scope; Vivace's dialect only.
        BARE_NAME,
        /// `span:` and its like, colon included.
        SCOPE,
        /// A keyword or any other identifier.
        WORD,
        SYMBOL
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isNumber() {
        return kind == Kind.INTEGER || kind == Kind.FLOAT || kind == Kind.DURATION;
    }
}
