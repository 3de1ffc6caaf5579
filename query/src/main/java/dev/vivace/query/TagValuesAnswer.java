package dev.vivace.query;

import java.util.List;

/// Distinct values of a field, ordered by type and then by value.
public record TagValuesAnswer(List<TagValue> values, long inspectedBytes) {
    public TagValuesAnswer {
        values = List.copyOf(values);
    }

    /// One value as text.
    ///
    /// @param type `string`, `int`, `float`, `bool`, `duration` or `keyword`
    public record TagValue(String type, String text) {}
}
