package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Expression.Field;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Aggregating;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Counting;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.OverTime;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction.Quantiles;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Metrics functions, `topk` and `bottomk`, and `with(...)`: calls with fixed arguments.
final class MetricsParser {
    private static final int DEFAULT_TOP = 10;

    private final TokenStream tokens;
    private final FieldExpressionParser fields;
    private final Supplier<Stage.SpansetFilter> filterParser;

    MetricsParser(TokenStream tokens, FieldExpressionParser fields, Supplier<Stage.SpansetFilter> filterParser) {
        this.tokens = tokens;
        this.fields = fields;
        this.filterParser = filterParser;
    }

    static boolean startsFunction(Token token) {
        return token.kind() == Token.Kind.WORD && Words.METRICS_FUNCTIONS.contains(token.text());
    }

    /// A first-stage function with its `by(...)`. The next token is its name.
    MetricsFunction function() {
        Token name = tokens.advance();
        Token open = tokens.expectSymbol("(", "expected: '(' behind " + name.text());
        MetricsFunction function = switch (name.text()) {
            case "rate", "count_over_time" -> {
                if (!tokens.peek().isSymbol(")")) {
                    throw argumentOfCounting(name);
                }
                tokens.advance();
                yield new Counting(name.text().equals("rate"), by());
            }
            case "quantile_over_time" -> quantiles(open);
            case "compare" -> compare(open);
            default -> {
                Field field = valueField(name);
                tokens.close(open, ")");
                yield new Aggregating(overTime(name.text()), field, by());
            }
        };
        return tokens.leaf(function, name);
    }

    private static OverTime overTime(String name) {
        return switch (name) {
            case "min_over_time" -> OverTime.MIN;
            case "max_over_time" -> OverTime.MAX;
            case "avg_over_time" -> OverTime.AVG;
            case "sum_over_time" -> OverTime.SUM;
            default -> OverTime.HISTOGRAM;
        };
    }

    private TraceQlException argumentOfCounting(Token name) {
        Token token = tokens.peek();
        String call = name.text() + "()";
        if (token.kind() == Token.Kind.DURATION) {
            return tokens.mistake(token, call + " takes no range", "the request's step is the range; write " + call);
        }
        return tokens.mistake(
                token, call + " takes no argument", "write " + call + ", " + call + " by(field), sum_over_time(field)");
    }

    private Field valueField(Token name) {
        Token token = tokens.peek();
        if (token.isNumber() || token.isSymbol(")")) {
            throw tokens.mistake(
                    token,
                    name.text() + "() takes a field" + (token.isNumber() ? " first" : ""),
                    "write " + name.text() + "(duration" + (name.isWord("quantile_over_time") ? ", .99)" : ")"));
        }
        return fields.field();
    }

    private MetricsFunction quantiles(Token open) {
        Field field = valueField(new Token(Token.Kind.WORD, 0, 0, "quantile_over_time", null, null));
        List<Double> quantiles = new ArrayList<>();
        if (!tokens.peek().isSymbol(",")) {
            throw tokens.unexpected("expected: ',' and a quantile such as .99");
        }
        while (tokens.acceptSymbol(",")) {
            Token token = tokens.peek();
            switch (token.literal()) {
                case Literal.Int(long number) -> quantiles.add((double) number);
                case Literal.Real(double number) -> quantiles.add(number);
                case null, default ->
                    throw tokens.mistake(
                            token,
                            Explanations.quoted(Explanations.spelling(tokens.text(), token)) + " is not a quantile",
                            "write a number from 0 to 1, such as .99");
            }
            tokens.advance();
        }
        tokens.close(open, ")");
        return new Quantiles(field, quantiles, by());
    }

    private MetricsFunction compare(Token open) {
        if (!tokens.peek().isSymbol("{")) {
            throw tokens.unexpected("expected: a selection such as { status = error }");
        }
        Stage.SpansetFilter selection = filterParser.get();
        long top = DEFAULT_TOP;
        long start = 0;
        long end = 0;
        if (tokens.acceptSymbol(",")) {
            top = integer("how many values to keep");
            if (tokens.acceptSymbol(",")) {
                start = integer("the start in nanoseconds");
                tokens.expectSymbol(",", "expected: ',' and the end in nanoseconds");
                end = integer("the end in nanoseconds");
            }
        }
        if (!tokens.peek().isSymbol(")")) {
            throw tokens.unexpected("expected: ')'; compare takes one selection in braces");
        }
        tokens.close(open, ")");
        return new MetricsFunction.Compare(selection, (int) Math.min(top, Integer.MAX_VALUE), start, end);
    }

    private long integer(String what) {
        Token token = tokens.peek();
        if (!(token.literal() instanceof Literal.Int(long number))) {
            throw tokens.unexpected("expected: an integer, " + what);
        }
        tokens.advance();
        return number;
    }

    /// The fields of a `by(...)` behind a metrics function; none if there is none.
    private List<Field> by() {
        List<Field> by = new ArrayList<>();
        if (!tokens.peek().isWord("by")) {
            return by;
        }
        tokens.advance();
        Token open = tokens.expectSymbol("(", "expected: '(' behind by, as in by(resource.service.name)");
        do {
            by.add(fields.field());
        } while (tokens.acceptSymbol(","));
        if (FieldExpressionParser.operator(tokens.peek()) != null) {
            throw tokens.unexpected("expected: ',' or ')'; by() of a metrics function takes fields, no expressions");
        }
        tokens.close(open, ")");
        return by;
    }

    /// `topk(n)` or `bottomk(n)`, whose name is the next token.
    SecondStage rank() {
        Token name = tokens.peek();
        if (name.kind() != Token.Kind.WORD || !Words.SECOND_STAGES.contains(name.text())) {
            throw tokens.unexpected(
                    Explanations.Context.SECOND_STAGE,
                    "expected: topk or bottomk; nothing else follows a metrics function");
        }
        tokens.advance();
        Token open = tokens.expectSymbol("(", "expected: '(' behind " + name.text());
        long count = integer("how many series to keep");
        tokens.close(open, ")");
        int bounded = (int) Math.min(count, Integer.MAX_VALUE);
        return tokens.leaf(new SecondStage.Rank(name.text().equals("topk"), bounded), name);
    }

    /// The hints of the last `with(...)`; none if there is none.
    List<Hint> hints() {
        List<Hint> hints = List.of();
        while (tokens.peek().isWord("with")) {
            tokens.advance();
            Token open = tokens.expectSymbol("(", "expected: '(' behind with, as in with(most_recent=true)");
            hints = new ArrayList<>();
            do {
                hints.add(hint());
            } while (tokens.acceptSymbol(","));
            tokens.close(open, ")");
        }
        return hints;
    }

    private Hint hint() {
        Token name = tokens.peek();
        boolean word = name.kind() == Token.Kind.WORD;
        if (!word || Words.isKeyword(name.text())) {
            if (word) {
                throw tokens.mistake(name, "the keyword '" + name.text() + "' is not the name of a hint", null);
            }
            throw tokens.unexpected("expected: a hint such as most_recent=true");
        }
        tokens.advance();
        tokens.expectSymbol("=", "expected: '=' behind the hint's name");
        Token value = tokens.peek();
        Literal literal = FieldExpressionParser.literal(value);
        if (literal == null) {
            throw tokens.mistake(
                    value,
                    Explanations.quoted(Explanations.spelling(tokens.text(), value)) + " is not the value of a hint",
                    "write a plain literal: true, 5, 0.5, 10s, \"text\"");
        }
        tokens.advance();
        return new Hint(name.text(), literal);
    }
}
