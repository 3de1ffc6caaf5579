package dev.vivace.it;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One request of the conformance kit with the reference's normalised answer. Immutable.
///
/// @param line what is asked: a kind (`M`, `I`, `T`, `V`, `L`, none for a search) and the query
/// @param want the answer, normalised
record RecordedAnswer(String line, JsonNode want) {

    static List<RecordedAnswer> all() {
        return ResourceLines.of("/conformance/answers.jsonl.gz").stream()
                .map(Conversation.MAPPER::readTree)
                .map(answer -> new RecordedAnswer(answer.path("query").asString(), answer))
                .toList();
    }

    int status() {
        return want.path("status").asInt();
    }

    /// Whether only status and identities are known: the reference misreads the query.
    boolean isCorrection() {
        return want.path("compare").asString("").equals("ids");
    }

    /// Whether the query needs no more of the language than filters, `&&` and `||` between them, and `select()`.
    boolean isInScope() {
        if (line.startsWith("M ") || line.startsWith("I ")) {
            return false;
        }
        if (status() != 200 || line.startsWith("T ") || line.startsWith("V ") || line.startsWith("L ")) {
            return true;
        }
        try {
            return TraceQl.parse(line, Dialect.VIVACE) instanceof Query.Search(Pipeline pipeline, List<Hint> _)
                    && isInScope(pipeline);
        } catch (TraceQlException e) {
            return true; // the reference answers it, so this must show
        }
    }

    private static boolean isInScope(Pipeline pipeline) {
        return pipeline.stages().stream().allMatch(RecordedAnswer::isInScope);
    }

    private static boolean isInScope(Stage stage) {
        return switch (stage) {
            case Stage.SpansetFilter _, Stage.Select _ -> true;
            case Stage.SpansetOperation operation ->
                (operation.operator() == SpansetOperator.AND || operation.operator() == SpansetOperator.OR)
                        && isInScope(operation.left())
                        && isInScope(operation.right());
            case Stage.WrappedPipeline wrapped -> isInScope(wrapped.pipeline());
            case Stage.GroupBy _, Stage.Coalesce _, Stage.ScalarFilter _ -> false;
        };
    }
}
