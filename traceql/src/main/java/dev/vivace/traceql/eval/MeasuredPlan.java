package dev.vivace.traceql.eval;

import dev.vivace.traceql.print.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Makes of a plan one that does the same and measures each of its steps.
final class MeasuredPlan {

    private MeasuredPlan() {}

    /// @param above where the plan's first step is added
    static SpansetPlan of(SpansetPlan plan, StepMeter above) {
        StepMeter meter = above.add(text(plan));
        SpansetPlan inner = switch (plan) {
            case SpansetPlan.Filter(RowFilter filter) -> new SpansetPlan.Filter(of(filter, meter));
            case SpansetPlan.Sequence(List<SpansetPlan> stages) -> {
                List<SpansetPlan> measured = new ArrayList<>();
                stages.forEach(stage -> measured.add(of(stage, meter)));
                yield new SpansetPlan.Sequence(measured);
            }
            case SpansetPlan.Join(SpansetPlan left, SpansetPlan right, boolean both) ->
                new SpansetPlan.Join(of(left, meter), of(right, meter), both);
            case SpansetPlan.Structural structural ->
                new SpansetPlan.Structural(
                        of(structural.left(), meter), structural.operator(), of(structural.right(), meter));
            case SpansetPlan.GroupBy _, SpansetPlan.Coalesce _, SpansetPlan.ScalarFilter _, SpansetPlan.Measured _ ->
                plan;
        };
        return new SpansetPlan.Measured(inner, meter);
    }

    private static String text(SpansetPlan plan) {
        return switch (plan) {
            case SpansetPlan.Filter _ -> "{ }";
            case SpansetPlan.Sequence _ -> "pipeline";
            case SpansetPlan.Join join -> join.both() ? "traces that have both (&&)" : "spans of either (||)";
            case SpansetPlan.Structural structural ->
                "structure " + structural.operator().text();
            case SpansetPlan.GroupBy group -> "by(" + Canonical.text(group.expression()) + ")";
            case SpansetPlan.Coalesce _ -> "coalesce()";
            case SpansetPlan.ScalarFilter filter ->
                Canonical.scalar(filter.left()) + " " + filter.operator().text() + " "
                        + Canonical.scalar(filter.right());
            case SpansetPlan.Measured measured -> text(measured.inner());
        };
    }

    private static RowFilter of(RowFilter filter, StepMeter above) {
        StepMeter meter = above.add(text(filter));
        RowFilter inner = switch (filter) {
            case RowFilter.And(List<RowFilter> filters) ->
                new RowFilter.And(filters.stream().map(one -> of(one, meter)).toList());
            case RowFilter.Or(List<RowFilter> filters) ->
                new RowFilter.Or(filters.stream().map(one -> of(one, meter)).toList());
            case RowFilter.Not(RowFilter negated) -> new RowFilter.Not(of(negated, meter));
            default -> filter;
        };
        return new RowFilter.Measured(inner, meter);
    }

    private static String text(RowFilter filter) {
        return switch (filter) {
            case RowFilter.Everything(boolean passes) -> Boolean.toString(passes);
            case RowFilter.And _ -> "all of, cheapest first";
            case RowFilter.Or _ -> "any of";
            case RowFilter.Not _ -> "not";
            case FieldFilter field ->
                Canonical.field(field.field()) + " " + field.operator().text() + " "
                        + Canonical.literal(field.literal());
            case PresenceFilter presence ->
                Canonical.field(presence.field()) + (presence.present() ? " != nil" : " = nil");
            case NestedFilter nested ->
                "one " + nested.scope().word() + " with "
                        + nested.conditions().stream().map(Canonical::text).collect(Collectors.joining(" && "));
            case RowByRow(var condition) -> Canonical.text(condition) + ", span by span";
            case RowFilter.Measured measured -> text(measured.inner());
        };
    }
}
