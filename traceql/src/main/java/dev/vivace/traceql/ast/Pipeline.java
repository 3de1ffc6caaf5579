package dev.vivace.traceql.ast;

import java.util.List;

/// Stages from left to right; each maps spansets of one trace to spansets of that trace. At least one.
public record Pipeline(List<Stage> stages) {
    public Pipeline {
        stages = List.copyOf(stages);
    }
}
