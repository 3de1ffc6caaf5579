package dev.vivace.traceql.eval;

import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.ast.Pipeline;
import dev.vivace.traceql.source.SpanTable;

/// The spans that come out of a pipeline, for those who count or measure them rather than list them. Groups that stages
/// made matter only for what they filter. Immutable, thread-safe.
public final class SpansetSelection {

    private final SpansetPlan plan;

    private SpansetSelection(SpansetPlan plan) {
        this.plan = plan;
    }

    /// @throws NotYetSupportedException if the pipeline needs what this version has not got
    public static SpansetSelection of(Pipeline pipeline) {
        return new SpansetSelection(SpansetPlan.of(pipeline));
    }

    /// The same, measuring its steps.
    public SpansetSelection measured(StepMeter above) {
        return new SpansetSelection(MeasuredPlan.of(plan, above));
    }

    /// The rows that come out, whole traces judged by this table alone.
    public RowSet match(SpanTable table) {
        RowSet rows =
                plan.apply(table, Spansets.of(RowSet.all(table.rowCount()))).rows();
        QueryWork.currentOrUnlimited().releaseForNow(); // its groups are not wanted
        return rows;
    }
}
