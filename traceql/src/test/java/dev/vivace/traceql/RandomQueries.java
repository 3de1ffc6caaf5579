package dev.vivace.traceql;

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
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.MetricsFunction;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Random trees, of any shape a parser can give them; most of them mean nothing.
public final class RandomQueries {
    private static final List<Operator> COMPARISONS = List.of(
            Operator.EQUAL,
            Operator.NOT_EQUAL,
            Operator.LESS,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL);
    private static final List<Operator> ARITHMETIC = List.of(
            Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE, Operator.MODULO, Operator.POWER);
    private static final String NAME_CHARACTERS =
            "abcxyz019.._-+*/%:;[]'@#$?\\`\" {}()=~!<>&|^,\t\n\u00e9\u4e16\u00a0\u2003";
    private static final String TEXT_CHARACTERS = "abc 019\"\\`'\n\r\t{}()=\u00e9\u4e16\u0001\ufeff";

    private final Random random;

    public RandomQueries(Random random) {
        this.random = random;
    }

    public Query query() {
        List<Hint> hints = random.nextInt(4) > 0 ? List.of() : some(3, this::hint);
        return switch (random.nextInt(10)) {
            case 0 ->
                new Query.ScalarComparison(
                        wrappedScalar(2),
                        pick(COMPARISONS),
                        random.nextBoolean() ? wrappedScalar(2) : scalarConstant(),
                        hints);
            case 1, 2, 3 -> new Query.Metrics(metrics(3), hints);
            default -> new Query.Search(pipeline(3), hints);
        };
    }

    public Expression expression(int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return random.nextBoolean() ? field() : new Constant(literal());
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Unary(UnaryOperator.NEGATE, expression(depth - 1));
            case 1 -> new Unary(UnaryOperator.NOT, expression(depth - 1));
            case 2 -> {
                Expression operand = random.nextInt(8) == 0 ? new Constant(new Literal.Nil()) : expression(depth - 1);
                yield new Existence(operand, random.nextBoolean());
            }
            default -> new Binary(expression(depth - 1), pick(List.of(Operator.values())), expression(depth - 1));
        };
    }

    private Pipeline pipeline(int depth) {
        List<Stage> stages = new ArrayList<>();
        int count = random.nextInt(3);
        stages.add(count == 0 ? spansets(depth, true) : firstStage(depth));
        for (int i = 0; i < count; i++) {
            stages.add(random.nextInt(6) == 0 ? new Stage.Coalesce() : firstStage(depth));
        }
        return new Pipeline(stages);
    }

    private Stage firstStage(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> new Stage.GroupBy(expression(3));
            case 1 -> new Stage.Select(some(3, this::field));
            case 2 -> scalarFilter();
            default -> spansets(depth, false);
        };
    }

    private Stage scalarFilter() {
        return random.nextInt(4) == 0
                ? new Stage.ScalarFilter(scalarConstant(), pick(COMPARISONS), scalar(2))
                : new Stage.ScalarFilter(
                        scalar(2), pick(COMPARISONS), random.nextBoolean() ? scalar(2) : scalarConstant());
    }

    /// @param wrapped whether parenthesised pipelines may be in it; alone one would vanish
    private Stage.SpansetExpression spansets(int depth, boolean wrapped) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return new Stage.SpansetFilter(expression(3));
        }
        return new Stage.SpansetOperation(
                spansetOperand(depth - 1, wrapped),
                pick(List.of(SpansetOperator.values())),
                spansetOperand(depth - 1, wrapped));
    }

    private Stage.SpansetExpression spansetOperand(int depth, boolean wrapped) {
        if (wrapped && random.nextInt(4) == 0) {
            List<Stage> stages = new ArrayList<>(List.of(firstStage(depth)));
            if (stages.getFirst() instanceof Stage.SpansetExpression || random.nextBoolean()) {
                stages.add(firstStage(depth));
            }
            return new Stage.WrappedPipeline(new Pipeline(stages));
        }
        return spansets(depth, wrapped);
    }

    private ScalarExpression scalar(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            boolean constant = random.nextInt(3) == 0;
            ScalarExpression one = scalar(depth - 1);
            ScalarExpression other = constant ? scalarConstant() : scalar(depth - 1);
            return random.nextBoolean()
                    ? new ScalarExpression.Arithmetic(one, pick(ARITHMETIC), other)
                    : new ScalarExpression.Arithmetic(other, pick(ARITHMETIC), one);
        }
        return aggregate();
    }

    private ScalarExpression aggregate() {
        return random.nextInt(3) == 0
                ? new ScalarExpression.Count()
                : new ScalarExpression.Aggregate(
                        pick(List.of(ScalarExpression.AggregateFunction.values())), expression(2));
    }

    private ScalarExpression wrappedScalar(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return new ScalarExpression.Arithmetic(
                    wrappedScalar(depth - 1), pick(ARITHMETIC), wrappedScalar(depth - 1));
        }
        List<Stage> stages = some(2, () -> firstStage(1));
        return new ScalarExpression.WrappedScalar(new Pipeline(stages), aggregate());
    }

    private ScalarExpression scalarConstant() {
        return new ScalarExpression.Constant(constant(true));
    }

    /// A number as constant arithmetic leaves it: of either sign.
    private Literal constant(boolean durations) {
        return switch (random.nextInt(durations ? 3 : 2)) {
            case 0 -> new Literal.Int(random.nextInt(100) - 50);
            case 1 -> new Literal.Real(random.nextInt(100) / 4.0 - 10);
            default -> new Literal.Duration(random.nextLong() >> random.nextInt(20, 60));
        };
    }

    private MetricsExpression metrics(int depth) {
        MetricsExpression leaf = new MetricsExpression.Leaf(leafPipeline(), function(), secondStages());
        return switch (random.nextInt(depth == 3 ? 4 : 3)) {
            case 0 -> leaf;
            case 1, 2 -> depth == 0 ? leaf : arithmetic(depth);
            default -> new MetricsExpression.Refined(metricsOperand(), somesSecondStages());
        };
    }

    private MetricsExpression metricsOperand() {
        return random.nextBoolean()
                ? arithmetic(2)
                : new MetricsExpression.Leaf(leafPipeline(), function(), secondStages());
    }

    private MetricsExpression arithmetic(int depth) {
        Operator operator = pick(ARITHMETIC.subList(0, 4));
        MetricsExpression left = metrics(depth - 1);
        MetricsExpression right = metrics(depth - 1);
        return switch (random.nextInt(4)) {
            case 0 ->
                new MetricsExpression.Arithmetic(new MetricsExpression.Constant(constant(false)), operator, right);
            case 1 -> new MetricsExpression.Arithmetic(left, operator, new MetricsExpression.Constant(constant(false)));
            default -> new MetricsExpression.Arithmetic(left, operator, right);
        };
    }

    private Pipeline leafPipeline() {
        return new Pipeline(some(2, () -> firstStage(2)));
    }

    private List<SecondStage> secondStages() {
        return random.nextInt(3) > 0 ? List.of() : somesSecondStages();
    }

    private List<SecondStage> somesSecondStages() {
        return some(
                3,
                () -> random.nextBoolean()
                        ? new SecondStage.Rank(random.nextBoolean(), random.nextInt(10))
                        : new SecondStage.Compare(pick(COMPARISONS), constant(true)));
    }

    private MetricsFunction function() {
        List<Field> by = random.nextBoolean() ? List.of() : some(3, this::field);
        return switch (random.nextInt(5)) {
            case 0 -> new MetricsFunction.Counting(random.nextBoolean(), by);
            case 1 -> new MetricsFunction.Quantiles(field(), some(3, () -> random.nextInt(100) / 64.0), by);
            case 2 -> {
                boolean times = random.nextBoolean();
                yield new MetricsFunction.Compare(
                        new Stage.SpansetFilter(expression(2)),
                        random.nextInt(100),
                        times ? random.nextInt(100) : 0,
                        times ? random.nextInt(100) : 0);
            }
            default -> new MetricsFunction.Aggregating(pick(List.of(MetricsFunction.OverTime.values())), field(), by);
        };
    }

    private Field field() {
        return random.nextInt(3) == 0
                ? new IntrinsicField(pick(List.of(Intrinsic.values())))
                : attribute(pick(List.of(FieldScope.values())));
    }

    private Field attribute(FieldScope scope) {
        String name = random.nextInt(4) > 0
                ? pick(List.of("a", "http.status_code", "span.x", "resource.y", "a-b", "9", "50x", "service.name"))
                : text(NAME_CHARACTERS, 8);
        return new AttributeField(scope, name);
    }

    private Literal literal() {
        return switch (random.nextInt(8)) {
            case 0 -> new Literal.Text(text(TEXT_CHARACTERS, 12));
            case 1 -> new Literal.Int(random.nextLong() >>> (1 + random.nextInt(63)));
            case 2 -> new Literal.Int(pick(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE)));
            case 3 -> new Literal.Real(real());
            case 4 -> new Literal.Bool(random.nextBoolean());
            case 5 -> new Literal.Duration(random.nextLong() >>> (1 + random.nextInt(63)));
            case 6 -> new Literal.Status(random.nextInt(3));
            default -> new Literal.Kind(random.nextInt(6));
        };
    }

    /// Positive or zero; any magnitude.
    private double real() {
        double any = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
        return random.nextBoolean() || !Double.isFinite(any) ? random.nextInt(1000) / 8.0 : any;
    }

    private Hint hint() {
        return new Hint(pick(List.of("most_recent", "sample", "foo", "minInt")), literal());
    }

    private String text(String characters, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private <T> List<T> some(int max, Supplier<T> supplier) {
        List<T> list = new ArrayList<>();
        for (int i = 1 + random.nextInt(max); i > 0; i--) {
            list.add(supplier.get());
        }
        return list;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
