package dev.vivace.ingest.search;

import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The stages of a search pipeline as objects that know their text and what they mean, from the language's rules. Each
/// maps the spansets of one trace to spansets of that trace; empty ones are dropped.
public sealed interface NaivePipeline {

    String text();

    List<Set> of(NaiveTrace trace, List<Set> input);

    /// A spanset: spans in the order of the trace, and what `by` and aggregates found.
    record Set(List<Span> spans, List<Found> found) {
        Set with(String key, Object value) {
            List<Found> more = new ArrayList<>(found);
            more.add(new Found(key, value));
            return new Set(spans, more);
        }

        Set of(List<Span> fewer) {
            return new Set(fewer, found);
        }
    }

    /// An attribute of a spanset.
    ///
    /// @param value as of [NaiveExpression]
    record Found(String key, Object value) {}

    /// The query asks what the language forbids.
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static List<Set> notEmpty(List<Set> sets) {
        return sets.stream().filter(set -> !set.spans().isEmpty()).toList();
    }

    /// Every span that is in some of the spansets, in the order of the trace.
    static List<Span> union(NaiveTrace trace, List<Set> sets) {
        java.util.Set<Span> all =
                sets.stream().flatMap(set -> set.spans().stream()).collect(Collectors.toSet());
        return trace.spans.stream().filter(all::contains).toList();
    }

    /// `{ condition }`.
    record Filter(NaiveExpression condition) implements NaivePipeline {
        @Override
        public String text() {
            return "{ " + condition.text() + " }";
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            return notEmpty(input.stream()
                    .map(set -> set.of(set.spans().stream()
                            .filter(span -> NaiveExpression.holds(condition, trace, span))
                            .toList()))
                    .toList());
        }
    }

    /// Two operands and `&&`, `||` or a structural operator between them, evaluated on each spanset by itself.
    record Operation(NaivePipeline left, String operator, NaivePipeline right) implements NaivePipeline {
        @Override
        public String text() {
            return operand(left) + " " + operator + " " + operand(right);
        }

        private static String operand(NaivePipeline side) {
            return side instanceof Operation ? "(" + side.text() + ")" : side.text();
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            List<Set> result = new ArrayList<>();
            for (Set set : input) {
                List<Set> l = left.of(trace, List.of(set));
                List<Set> r = right.of(trace, List.of(set));
                boolean joins = operator.equals("&&") || operator.equals("||");
                if (!joins && (l.size() > 1 || r.size() > 1)) {
                    throw new RefusedException();
                }
                List<Span> a = union(trace, l);
                List<Span> b = union(trace, r);
                result.add(set.of(
                        switch (operator) {
                            case "&&" -> a.isEmpty() || b.isEmpty() ? List.of() : either(trace, a, b);
                            case "||" -> either(trace, a, b);
                            default -> related(trace, a, b);
                        }));
            }
            return notEmpty(result);
        }

        private static List<Span> either(NaiveTrace trace, List<Span> a, List<Span> b) {
            return trace.spans.stream()
                    .filter(span -> a.contains(span) || b.contains(span))
                    .toList();
        }

        private List<Span> related(NaiveTrace trace, List<Span> left, List<Span> right) {
            String relation = operator.replaceFirst("^[!&]", "");
            return switch (operator.charAt(0)) {
                case '!' ->
                    right.stream()
                            .filter(r -> left.stream().noneMatch(l -> stands(trace, l, relation, r)))
                            .toList();
                case '&' ->
                    trace.spans.stream()
                            .filter(span -> right.contains(span)
                                            && left.stream().anyMatch(l -> stands(trace, l, relation, span))
                                    || left.contains(span)
                                            && right.stream().anyMatch(r -> stands(trace, span, relation, r)))
                            .toList();
                default ->
                    right.stream()
                            .filter(r -> left.stream().anyMatch(l -> stands(trace, l, relation, r)))
                            .toList();
            };
        }

        private static boolean stands(NaiveTrace trace, Span l, String relation, Span r) {
            return switch (relation) {
                case ">" -> trace.parent(r) == l;
                case "<" -> trace.parent(l) == r;
                case ">>" -> trace.isAncestor(l, r);
                case "<<" -> trace.isAncestor(r, l);
                case "~" -> trace.areSiblings(l, r);
                default -> throw new IllegalArgumentException(relation);
            };
        }
    }

    /// A pipeline in parentheses, as an operand.
    record Wrapped(NaivePipeline pipeline) implements NaivePipeline {
        @Override
        public String text() {
            return "(" + pipeline.text() + ")";
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            return pipeline.of(trace, input);
        }
    }

    /// `by(expression)`. An array is no value to group by, and a span whose events have several values is in the group
    /// of each of them.
    record GroupBy(NaiveExpression expression) implements NaivePipeline {
        @Override
        public String text() {
            return "by(" + expression.text() + ")";
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            List<Set> result = new ArrayList<>();
            for (Set set : input) {
                Map<Object, List<Span>> groups = new LinkedHashMap<>();
                for (Span span : set.spans()) {
                    List<Object> values = expression.values(trace, span).stream()
                            .filter(value -> !(value instanceof List))
                            .distinct()
                            .toList();
                    for (Object value : values.isEmpty() ? List.<Object>of(NaiveExpression.NIL) : values) {
                        groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(span);
                    }
                }
                groups.forEach((value, spans) ->
                        result.add(set.of(spans).with("by(" + expression.canonicalText() + ")", value)));
            }
            return result;
        }
    }

    /// `coalesce()`.
    record Coalesce() implements NaivePipeline {
        @Override
        public String text() {
            return "coalesce()";
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            return notEmpty(List.of(new Set(union(trace, input), List.of())));
        }
    }

    /// `select(field, ...)`: changes what is shown, not what is found.
    record Select(List<NaiveExpression> fields) implements NaivePipeline {
        @Override
        public String text() {
            return fields.stream().map(NaiveExpression::text).collect(Collectors.joining(", ", "select(", ")"));
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            return input;
        }
    }

    /// `count() > 3` and its like.
    record ScalarFilter(NaiveAggregate aggregate, String operator, NaiveExpression.Constant bound)
            implements NaivePipeline {
        @Override
        public String text() {
            return aggregate.text() + " " + operator + " " + bound.text();
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            List<Set> result = new ArrayList<>();
            for (Set set : input) {
                Object value = aggregate.over(trace, set.spans(), bound.value());
                if (value != null && NaiveExpression.compare(value, operator, bound.value())) {
                    result.add(set.with(aggregate.canonicalText(), value));
                }
            }
            return result;
        }
    }

    /// Stages joined by `|`.
    record Sequence(List<NaivePipeline> stages) implements NaivePipeline {
        @Override
        public String text() {
            return stages.stream().map(NaivePipeline::text).collect(Collectors.joining(" | "));
        }

        @Override
        public List<Set> of(NaiveTrace trace, List<Set> input) {
            List<Set> sets = input;
            for (NaivePipeline stage : stages) {
                sets = stage.of(trace, sets);
            }
            return sets;
        }
    }
}
