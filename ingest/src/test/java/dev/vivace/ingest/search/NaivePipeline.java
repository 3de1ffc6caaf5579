package dev.vivace.ingest.search;

import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.List;

/// Spanset filters, `&&`, `||` and pipelines of them, as objects.
public sealed interface NaivePipeline {

    String text();

    /// The spans of the trace that come out, in the order of the trace.
    List<Span> of(NaiveTrace trace, List<Span> input);

    record Filter(NaiveExpression condition) implements NaivePipeline {
        @Override
        public String text() {
            return "{ " + condition.text() + " }";
        }

        @Override
        public List<Span> of(NaiveTrace trace, List<Span> input) {
            return input.stream()
                    .filter(span -> NaiveExpression.holds(condition, trace, span))
                    .toList();
        }
    }

    record Joined(NaivePipeline left, boolean and, NaivePipeline right) implements NaivePipeline {
        @Override
        public String text() {
            boolean nested = right instanceof Joined;
            return left.text() + (and ? " && " : " || ") + (nested ? "(" + right.text() + ")" : right.text());
        }

        @Override
        public List<Span> of(NaiveTrace trace, List<Span> input) {
            List<Span> a = left.of(trace, input);
            List<Span> b = right.of(trace, input);
            if (and && (a.isEmpty() || b.isEmpty())) {
                return List.of();
            }
            return input.stream()
                    .filter(span -> a.contains(span) || b.contains(span))
                    .toList();
        }
    }

    /// Stages joined by `|`, and what is selected in the end.
    record Sequence(List<NaivePipeline> stages, List<NaiveExpression> selected) implements NaivePipeline {
        @Override
        public String text() {
            List<String> texts =
                    new ArrayList<>(stages.stream().map(NaivePipeline::text).toList());
            if (!selected.isEmpty()) {
                texts.add("select("
                        + String.join(
                                ", ",
                                selected.stream().map(NaiveExpression::text).toList())
                        + ")");
            }
            return String.join(" | ", texts);
        }

        @Override
        public List<Span> of(NaiveTrace trace, List<Span> input) {
            List<Span> spans = input;
            for (NaivePipeline stage : stages) {
                spans = stage.of(trace, spans);
            }
            return spans;
        }
    }
}
