package dev.vivace.traceql.ast;

import java.util.List;

/// Stages from left to right; each maps spansets of one trace to spansets of that trace. At least one.
public record Pipeline(List<Stage> stages) {
    public Pipeline {
        stages = List.copyOf(stages);
    }

    /// Whether some part of it starts from all spans of a trace and not from those that pass a filter.
    public boolean startsFromAllSpans() {
        return startsFromAllSpans(stages.getFirst());
    }

    private static boolean startsFromAllSpans(Stage stage) {
        return switch (stage) {
            case Stage.SpansetFilter _ -> false;
            case Stage.SpansetOperation operation ->
                startsFromAllSpans(operation.left()) || startsFromAllSpans(operation.right());
            case Stage.WrappedPipeline wrapped -> wrapped.pipeline().startsFromAllSpans();
            case Stage.GroupBy _, Stage.Coalesce _, Stage.Select _, Stage.ScalarFilter _ -> true;
        };
    }
}
