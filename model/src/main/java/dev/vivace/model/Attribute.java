package dev.vivace.model;

import java.util.Comparator;

/// A key and its value. Immutable.
///
/// @param key any string, the empty one included; keys of one list may repeat
public record Attribute(String key, AttributeValue value) {

    /// The order in which stores that keep attributes as columns give back those of a span, event or link: by key
    /// (`String` order), then by type (text, int, real, bool, all others). Attributes equal in both stay in the
    /// order in which they were sent, so sort with a stable sort.
    public static final Comparator<Attribute> COLUMN_ORDER =
            Comparator.comparing(Attribute::key).thenComparingInt(attribute -> typeRank(attribute.value()));

    private static int typeRank(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _ -> 0;
            case AttributeValue.Int _ -> 1;
            case AttributeValue.Real _ -> 2;
            case AttributeValue.Bool _ -> 3;
            case AttributeValue.Bytes _, AttributeValue.Many _, AttributeValue.Fields _, AttributeValue.Absent _ -> 4;
        };
    }
}
