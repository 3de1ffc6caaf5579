package dev.vivace.traceql.metrics;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.traceql.ast.Expression.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The groups of `by(...)`, numbered over all tables. Confined to one thread.
final class Grouping {

    private final List<FieldCodes> fields = new ArrayList<>();
    /// Pairs of the group by all fields before and the value of the next.
    private final List<PairNumbers> pairs = new ArrayList<>();

    Grouping(List<Field> by) {
        by.forEach(field -> fields.add(new FieldCodes(field)));
        for (int i = 1; i < by.size(); i++) {
            pairs.add(new PairNumbers());
        }
    }

    boolean isTrivial() {
        return fields.isEmpty();
    }

    /// The groups of each span; 0 for all if nothing is grouped by.
    Codes groups(MatchedSpans spans) {
        if (fields.isEmpty()) {
            return Codes.zeros(spans.count());
        }
        Codes groups = fields.getFirst().groups(spans);
        for (int i = 1; i < fields.size(); i++) {
            groups = groups.with(fields.get(i).groups(spans), spans.count(), pairs.get(i - 1));
        }
        return groups;
    }

    /// The labels of a group: those of its values that are there, or the first as `nil` if none is. None
    /// if nothing is grouped by.
    List<Attribute> labels(int group) {
        if (fields.isEmpty()) {
            return List.of();
        }
        List<Attribute> labels = new ArrayList<>();
        int rest = group;
        for (int i = fields.size() - 1; i >= 0; i--) {
            int value = i == 0 ? rest : pairs.get(i - 1).right(rest);
            if (value != LabelNumbers.NIL) {
                labels.add(label(fields.get(i), value));
            }
            rest = i == 0 ? rest : pairs.get(i - 1).left(rest);
        }
        Collections.reverse(labels);
        return labels.isEmpty() ? List.of(label(fields.getFirst(), LabelNumbers.NIL)) : labels;
    }

    /// Orders two groups by their labels.
    int compare(int group, int other) {
        return fields.size() == 1
                ? fields.getFirst().numbers().compare(group, other)
                : Series.compare(labels(group), labels(other));
    }

    /// The labels of a group, or the function's name if nothing is grouped by.
    List<Attribute> labelsOrName(int group, String function) {
        return fields.isEmpty()
                ? List.of(new Attribute(Series.NAME, new AttributeValue.Text(function)))
                : labels(group);
    }

    private static Attribute label(FieldCodes field, int value) {
        return new Attribute(field.text(), field.numbers().value(value));
    }
}
