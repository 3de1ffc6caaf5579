package dev.vivace.traceql.source;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.List;

/// Columns of whole traces: one row per span, rows `0` to `rowCount - 1`. Unchanging while it is used;
/// confined to one
/// thread, except where an implementation says more.
///
/// Reading may reach storage: any method may throw `UncheckedIOException`.
public interface SpanTable {

    int rowCount();

    /// The traces of this table and which rows are theirs.
    TraceIndex traces();

    /// A value every span has. [Intrinsic#NAME], `STATUS_MESSAGE`, `INSTRUMENTATION_NAME` and `_VERSION` are
    /// [Column.OfText]; `STATUS`, `KIND` (OTLP's numbers), `DURATION` (nanoseconds, signed), `SPAN_ID` and
    /// `PARENT_ID` (unsigned; 0 for none) are [Column.OfLong]. All rows are present. Other intrinsics come from
    /// [#traces()], [#tree()] and the nested tables.
    Column intrinsic(Intrinsic intrinsic);

    /// Start of each span, nanoseconds since 1970, unsigned.
    Column.OfLong startEpochNanos();

    /// The attribute's columns, by type: strings, integers, doubles, booleans, all others; possibly several
    /// of a type, the first values of a row in the first. None if nobody has the key. `scope` is resource,
    /// instrumentation or span.
    List<Column> attribute(AttributeScope scope, String key);

    /// Keys of attributes that occur at this level, any of the five, without order or repetition.
    Iterable<String> attributeKeys(AttributeScope scope);

    /// The spans' events (`scope` event) or links (`scope` link).
    NestedTable nested(AttributeScope scope);

    /// Who is whose parent.
    SpanTree tree();

    /// By row: the parent's row, -1 if there is none, for the traces which some rows belong to; what stands
    /// at other
    /// rows means nothing. Shared: nobody may change it.
    default int[] parentRows(RowSet ofTraces) {
        return tree().parentRows();
    }
}
