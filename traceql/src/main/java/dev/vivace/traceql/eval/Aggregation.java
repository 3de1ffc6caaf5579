package dev.vivace.traceql.eval;

import dev.vivace.model.AttributeScope;
import dev.vivace.traceql.ast.Expression;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.AggregateFunction;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanTable;
import java.util.function.Consumer;

/// A number of one spanset: `count()`, `sum(...)` and its like over its spans, and arithmetic between such
/// numbers.
/// Spans without a number are passed over. Bound to one table, confined to one thread.
interface Aggregation {

    /// The value over some rows; nil if there is none.
    Value over(int[] rows);

    static Aggregation of(ScalarExpression scalar, SpanTable table) {
        return switch (scalar) {
            case ScalarExpression.Count _ -> rows -> new Value.Int(rows.length);
            case ScalarExpression.Constant(Literal literal) -> {
                Value value = Value.of(literal);
                yield _ -> value;
            }
            case ScalarExpression.Aggregate(AggregateFunction function, Expression argument) -> {
                NestedValues values = NestedValues.of(argument, table);
                yield rows -> {
                    Numbering numbers = new Numbering();
                    for (int row : rows) {
                        values.forEach(row, numbers);
                    }
                    return numbers.result(function);
                };
            }
            case ScalarExpression.Arithmetic(ScalarExpression l, Operator operator, ScalarExpression r) -> {
                Aggregation left = of(l, table);
                Aggregation right = of(r, table);
                yield rows -> Value.calculate(left.over(rows), operator, right.over(rows));
            }
            case ScalarExpression.WrappedScalar _ ->
                throw new NotYetSupportedException("an aggregate of other spansets");
        };
    }

    /// Keeps count, sum and extremes; exact in integers as long as all values are.
    final class Numbering implements Consumer<Value> {
        private long count;
        private boolean onlyIntegers = true;
        private boolean onlyDurations = true;
        private long integerSum;
        private double sum;
        private Value least = Value.NIL;
        private Value greatest = Value.NIL;

        @Override
        public void accept(Value value) {
            if (!Value.isNumber(value)) {
                return;
            }
            count++;
            onlyDurations &= value instanceof Value.Duration;
            switch (value) {
                case Value.Int(long number) -> integerSum += number;
                case Value.Duration(long nanos) -> integerSum += nanos;
                default -> onlyIntegers = false;
            }
            sum += Value.number(value);
            if (least == Value.NIL || Value.compare(value, Operator.LESS, least)) {
                least = value;
            }
            if (greatest == Value.NIL || Value.compare(value, Operator.GREATER, greatest)) {
                greatest = value;
            }
        }

        Value result(AggregateFunction function) {
            if (count == 0) {
                return Value.NIL;
            }
            return switch (function) {
                case MIN -> least;
                case MAX -> greatest;
                case SUM ->
                    onlyDurations
                            ? new Value.Duration(integerSum)
                            : onlyIntegers ? new Value.Int(integerSum) : new Value.Real(sum);
                case AVG ->
                    onlyDurations
                            ? new Value.Duration(integerSum / count)
                            : new Value.Real((onlyIntegers ? (double) integerSum : sum) / count);
            };
        }
    }

    /// The values an expression has on a span: one, or one per event or link if it speaks of those.
    interface NestedValues {
        void forEach(int row, Consumer<Value> into);

        static NestedValues of(Expression expression, SpanTable table) {
            RowExpression bound = RowExpression.bind(expression, table);
            boolean events = Expressions.mentionsEvents(expression);
            boolean links = Expressions.mentionsLinks(expression);
            if (!events && !links) {
                return (row, into) -> into.accept(bound.at(row, -1, -1));
            }
            NestedTable nested = table.nested(events ? AttributeScope.EVENT : AttributeScope.LINK);
            return (row, into) -> {
                int first = NestedRows.first(nested, row);
                if (first < 0) {
                    into.accept(Value.NIL);
                    return;
                }
                for (int at = first; at < nested.rowCount() && nested.spanRow(at) == row; at++) {
                    into.accept(bound.at(row, events ? at : -1, events ? -1 : at));
                }
            };
        }
    }
}
