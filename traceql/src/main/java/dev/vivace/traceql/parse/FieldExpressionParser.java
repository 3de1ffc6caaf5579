package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Expression.AttributeField;
import dev.vivace.traceql.ast.Expression.Binary;
import dev.vivace.traceql.ast.Expression.Constant;
import dev.vivace.traceql.ast.Expression.Existence;
import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Expression.FieldScope;
import dev.vivace.traceql.ast.Expression.IntrinsicField;
import dev.vivace.traceql.ast.Expression.Unary;
import dev.vivace.traceql.ast.Expression.UnaryOperator;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Expressions over the fields of a span, by precedence climbing.
///
/// | level | operators |
/// |---|---|
/// | 2 | `&&` and `\|\|`, the same level |
/// | 3 | comparisons |
/// | 4 | `+ -`, and prefix `-` |
/// | 5 | prefix `!` |
/// | 6 | `* / %` |
/// | 7 | `^`, from right to left |
final class FieldExpressionParser {
    static final int LOWEST = 2;
    private static final int PREFIX_OPERAND = 6;
    private static final Map<String, Operator> OPERATORS = new HashMap<>();

    static {
        for (Operator operator : Operator.values()) {
            OPERATORS.put(operator.text(), operator);
        }
    }

    private final TokenStream tokens;
    private final boolean lenient;

    /// @param lenient whether a comparison may lack its right side, as in text that is still being typed; such a
    ///     comparison reads as `true`
    FieldExpressionParser(TokenStream tokens, boolean lenient) {
        this.tokens = tokens;
        this.lenient = lenient;
    }

    Expression parse() {
        return parse(LOWEST);
    }

    static @Nullable Operator operator(Token token) {
        return token.kind() == Token.Kind.SYMBOL ? OPERATORS.get(token.text()) : null;
    }

    static int precedence(Operator operator) {
        return switch (operator) {
            case AND, OR -> LOWEST;
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, MATCHES, NOT_MATCHES -> 3;
            case ADD, SUBTRACT -> 4;
            case MULTIPLY, DIVIDE, MODULO -> PREFIX_OPERAND;
            case POWER -> 7;
        };
    }

    private Expression parse(int minPrecedence) {
        tokens.enter(1);
        Expression left = prefix();
        while (true) {
            Token token = tokens.peek();
            Operator operator = operator(token);
            if (operator == null || precedence(operator) < minPrecedence) {
                break;
            }
            tokens.advance();
            if (isEquality(operator) && tokens.peek().isWord("nil")) {
                tokens.advance();
                left = tokens.node(new Existence(left, operator == Operator.NOT_EQUAL), token, left, null);
            } else if (lenient && operator.isComparison() && isEndOfComparison(tokens.peek())) {
                left = tokens.leaf(new Constant(new Literal.Bool(true)), token);
            } else {
                Expression right = parse(precedence(operator) + (operator == Operator.POWER ? 0 : 1));
                left = tokens.node(new Binary(left, operator, right), token, left, right);
            }
        }
        tokens.leave(1);
        return left;
    }

    private static boolean isEquality(Operator operator) {
        return operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    }

    private static boolean isEndOfComparison(Token token) {
        return token.kind() == Token.Kind.END
                || token.isSymbol("}")
                || token.isSymbol(")")
                || token.isSymbol("&&")
                || token.isSymbol("||");
    }

    private Expression prefix() {
        Token token = tokens.peek();
        if (token.isSymbol("-") || token.isSymbol("!")) {
            tokens.advance();
            Expression operand = parse(PREFIX_OPERAND);
            UnaryOperator operator = token.isSymbol("-") ? UnaryOperator.NEGATE : UnaryOperator.NOT;
            return tokens.node(new Unary(operator, operand), token, operand, null);
        }
        if (token.isSymbol("(")) {
            tokens.advance();
            Expression inner = parse(LOWEST);
            tokens.close(token, ")");
            return inner;
        }
        if (token.isWord("nil")) {
            return nilComparison();
        }
        Literal literal = literal(token);
        if (literal != null) {
            tokens.advance();
            return tokens.leaf(new Constant(literal), token);
        }
        Field field = tryField();
        if (field == null) {
            throw tokens.unexpected(Explanations.Context.FIELD, "expected: a field or a value");
        }
        return field;
    }

    /// `nil = x`, `nil != nil`.
    private Expression nilComparison() {
        Token nil = tokens.advance();
        Token token = tokens.peek();
        Operator operator = operator(token);
        if (operator == null || !isEquality(operator)) {
            throw tokens.mistake(nil, "'nil' stands beside '=' or '!=' only", "write span.name != nil");
        }
        tokens.advance();
        Expression operand;
        if (tokens.peek().isWord("nil")) {
            operand = tokens.leaf(new Constant(new Literal.Nil()), tokens.advance());
        } else {
            operand = parse(precedence(operator) + 1);
        }
        return tokens.node(new Existence(operand, operator == Operator.NOT_EQUAL), token, operand, null);
    }

    /// The literal a token is; null if it is none.
    static @Nullable Literal literal(Token token) {
        return token.kind() == Token.Kind.WORD ? Words.literal(token.text()) : token.literal();
    }

    /// Takes a field; a mistake if there is none.
    Field field() {
        Field field = tryField();
        if (field == null) {
            throw tokens.unexpected(
                    Explanations.Context.FIELD,
                    "expected: a field such as span.name, resource.service.name or duration");
        }
        return field;
    }

    /// Takes a field, or takes nothing and returns null.
    private @Nullable Field tryField() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case ATTRIBUTE, BARE_NAME -> {
                if (token.kind() == Token.Kind.BARE_NAME && WordExplanations.isIndexed(token.text())) {
                    throw tokens.mistake(
                            token,
                            Explanations.quoted(token.text()) + " is no name of an attribute",
                            WordExplanations.WITH_A_DOT);
                }
                tokens.advance();
                FieldScope scope = Objects.requireNonNull(token.scope());
                return tokens.leaf(new AttributeField(scope, token.text()), token);
            }
            case SCOPE -> {
                tokens.advance();
                Map<String, Intrinsic> intrinsics = Objects.requireNonNull(Words.SCOPED_INTRINSICS.get(token.text()));
                Token word = tokens.peek();
                Intrinsic intrinsic = word.kind() == Token.Kind.WORD ? intrinsics.get(word.text()) : null;
                if (intrinsic == null) {
                    throw WordExplanations.unknownScoped(tokens.text(), token, word);
                }
                tokens.advance();
                return tokens.leaf(new IntrinsicField(intrinsic), token);
            }
            case WORD -> {
                Intrinsic intrinsic = Words.UNSCOPED_INTRINSICS.get(token.text());
                if (intrinsic == null) {
                    return null;
                }
                tokens.advance();
                return tokens.leaf(new IntrinsicField(intrinsic), token);
            }
            default -> {
                return null;
            }
        }
    }
}
