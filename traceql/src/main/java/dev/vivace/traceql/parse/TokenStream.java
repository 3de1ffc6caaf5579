package dev.vivace.traceql.parse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of one text with one token of look-ahead, the places of the nodes made from them, and the bounds that
/// keep both the parser's stack and the tree shallow. Confined to one thread.
final class TokenStream {
    /// Field expressions within each other; 500 take some half a megabyte of stack.
    static final int MAX_NESTING = 500;
    /// Levels of a tree. A chain of operators is as deep as it is long, and everybody walks trees recursively.
    static final int MAX_TREE_DEPTH = 1000;

    private final Lexer lexer;
    private final Positions positions;
    private @Nullable Token lookahead;
    private @Nullable Token previous;
    private int nesting;

    TokenStream(String text, boolean bareNames) {
        lexer = new Lexer(text, bareNames);
        positions = new Positions(text);
    }

    String text() {
        return lexer.text();
    }

    Positions positions() {
        return positions;
    }

    long reads() {
        return lexer.reads();
    }

    Token peek() {
        Token token = lookahead;
        if (token == null) {
            token = lexer.next();
            lookahead = token;
        }
        return token;
    }

    Token advance() {
        Token token = peek();
        previous = token;
        lookahead = null;
        return token;
    }

    /// The last token taken, if any.
    @Nullable
    Token previous() {
        return previous;
    }

    boolean acceptSymbol(String symbol) {
        if (peek().isSymbol(symbol)) {
            advance();
            return true;
        }
        return false;
    }

    Token expectSymbol(String symbol, String expected) {
        if (!peek().isSymbol(symbol)) {
            throw unexpected(expected);
        }
        return advance();
    }

    /// Takes the bracket that closes `open`.
    void close(Token open, String closing) {
        Token token = peek();
        if (token.isSymbol(closing)) {
            advance();
            return;
        }
        if (token.kind() == Token.Kind.END) {
            throw mistake(token, "the '" + open.text() + "' at " + place(open) + " is never closed", add(closing));
        }
        if (token.isSymbol("}") || token.isSymbol(")")) {
            throw mistake(token, "the '" + open.text() + "' at " + place(open) + " is still open here", add(closing));
        }
        throw unexpected("expected: '" + closing + "'");
    }

    private String place(Token token) {
        Position position = Position.of(text(), token.start());
        return position.line() + ":" + position.column();
    }

    private static String add(String closing) {
        return "add '" + closing + "'";
    }

    TraceQlException unexpected(String expected) {
        return unexpected(Explanations.Context.OTHER, expected);
    }

    TraceQlException unexpected(Explanations.Context context, String expected) {
        return Explanations.unexpected(text(), previous, peek(), context, expected);
    }

    TraceQlException mistake(Token token, String problem, @Nullable String remedy) {
        return Explanations.mistake(text(), token.start(), problem, remedy);
    }

    /// @param weight 1 for a field expression, more for what takes more stack
    void enter(int weight) {
        nesting += weight;
        if (nesting > MAX_NESTING) {
            throw mistake(
                    peek(), "the query nests too deeply", "at most " + MAX_NESTING + " levels, fewer outside braces");
        }
    }

    void leave(int weight) {
        nesting -= weight;
    }

    /// Remembers where a new node stands and refuses trees that grow too deep.
    <T> T node(T node, Token token, @Nullable Object left, @Nullable Object right) {
        checkDepth(positions.note(node, token.start(), left, right), token);
        return node;
    }

    /// As above, for any number of children.
    <T> T node(T node, Token token, List<?> children) {
        checkDepth(positions.note(node, token.start(), children), token);
        return node;
    }

    private void checkDepth(int depth, Token token) {
        if (depth > MAX_TREE_DEPTH) {
            throw mistake(
                    token,
                    "the query chains more than " + MAX_TREE_DEPTH + " operators",
                    "alternatives of one field can be written with =~ \"a|b|c\"");
        }
    }

    <T> T leaf(T node, Token token) {
        return node(node, token, null, null);
    }
}
