package dev.vivace.ingest.store;

import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.SpanSource;
import java.util.List;

/// A tenant nobody has heard of.
enum EmptySource implements SpanSource {
    EMPTY;

    @Override
    public List<TableRef> tables(TimeRange range) {
        return List.of();
    }

    @Override
    public List<Span> spansOf(TraceId trace) {
        return List.of();
    }

    @Override
    public BlockTotals blocks(TimeRange range) {
        return new BlockTotals(0, 0);
    }
}
