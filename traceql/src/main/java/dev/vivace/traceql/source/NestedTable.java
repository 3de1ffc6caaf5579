package dev.vivace.traceql.source;

import java.util.List;

/// The events or the links of a table's spans: rows of their own, each belonging to one span, in the order in which
/// the span lists them.
public interface NestedTable {

    int rowCount();

    /// The span an event or link belongs to; never decreasing.
    int spanRow(int nestedRow);

    /// As [SpanTable#attribute], for these rows.
    List<Column> attribute(String key);

    /// Events: their names. Not for links.
    Column.OfText name();

    /// Events: nanoseconds since 1970. Not for links.
    Column.OfLong epochNanos();

    /// Links: the target's span id. Not for events.
    Column.OfLong spanId();

    /// Links: the halves of the target's trace id. Not for events.
    Column.OfLong traceIdHigh();

    Column.OfLong traceIdLow();
}
