package dev.vivace.traceql.eval;

import dev.vivace.model.Attribute;
import dev.vivace.model.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The spansets of a table between two stages of a pipeline. Immutable; arrays and sets are shared.
///
/// As long as nothing grouped them there is one spanset per trace, and the rows say everything; after `by(...)` each
/// trace has a list of groups, and a row may be in several.
///
/// @param rows every row that is in some spanset
/// @param groups the groups, those of one trace together; null while there are none
/// @param attributes while there are no groups, by trace: what aggregates found
record Spansets(RowSet rows, @Nullable List<Group> groups, Map<Integer, List<Attribute>> attributes) {

    /// One group of a trace.
    ///
    /// @param rows ascending, at least one
    /// @param attributes its `by(...)` values, and what aggregates found
    record Group(int trace, int[] rows, List<Attribute> attributes) {
        Group with(Attribute attribute) {
            List<Attribute> more = new ArrayList<>(attributes);
            more.add(attribute);
            return new Group(trace, rows, List.copyOf(more));
        }
    }

    static Spansets of(RowSet rows) {
        return new Spansets(rows, null, Map.of());
    }

    /// What aggregates found of a trace without groups.
    List<Attribute> attributesOf(int trace) {
        return attributes.getOrDefault(trace, List.of());
    }

    /// The same spansets with fewer rows.
    Spansets keep(RowSet kept) {
        if (groups == null) {
            return new Spansets(kept, null, attributes);
        }
        List<Group> left = new ArrayList<>();
        for (Group group : groups) {
            int[] own = new int[group.rows().length];
            int count = 0;
            for (int row : group.rows()) {
                if (kept.contains(row)) {
                    own[count++] = row;
                }
            }
            if (count > 0) {
                left.add(new Group(group.trace(), Arrays.copyOf(own, count), group.attributes()));
            }
        }
        return ofGroups(left, kept.rows());
    }

    static Spansets ofGroups(List<Group> groups, int tableRows) {
        RowSet rows = new RowSet(tableRows);
        for (Group group : groups) {
            for (int row : group.rows()) {
                rows.add(row);
            }
        }
        return new Spansets(rows, List.copyOf(groups), Map.of());
    }

    /// The groups by trace.
    Map<Integer, List<Group>> byTrace() {
        Map<Integer, List<Group>> result = new HashMap<>();
        if (groups != null) {
            groups.forEach(group -> result.computeIfAbsent(group.trace(), _ -> new ArrayList<>())
                    .add(group));
        }
        return result;
    }
}
