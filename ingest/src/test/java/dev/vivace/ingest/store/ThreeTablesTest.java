package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.live.LiveSnapshot;
import dev.vivace.live.LiveTable;
import dev.vivace.live.SpanGenerator;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.JoinedSpanTable;
import dev.vivace.traceql.source.ListSpanTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A list of spans, a live table, the row groups of a block and traces put together from several of them answer alike.
class ThreeTablesTest {

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void liveTableAnswersLikeAList(long seed) {
        List<Span> spans = new ArrayList<>(new SpanGenerator(seed).spans(40));
        spans.addAll(TestBlocks.clashingNames());
        LiveSnapshot live = TestTables.live(spans).snapshot();
        List<Span> rows = spans(live);
        assertThat(rows).hasSameSizeAs(spans);
        ListSpanTable list = ListSpanTable.of(rows);
        new TableComparison(list, list.spans(), live, rows, "seed " + seed).run();
    }

    @ParameterizedTest
    @ValueSource(longs = {24, 25, 26})
    void rowGroupsAnswerLikeAList(long seed) throws IOException {
        List<Span> spans = TestBlocks.everything(seed);
        LiveTable table = TestTables.live(spans);
        List<Span> rows = spans(table.snapshot());
        Block block = TestTables.block(table, new BlockWriter.Options(120, 3, 40));
        assertThat(block.rowGroupCount()).isGreaterThan(2);
        int total = 0;
        for (int group = 0; group < block.rowGroupCount(); group++) {
            SpanTable stored = block.table(group);
            total += stored.rowCount();
            List<Span> storedRows = new ArrayList<>();
            Set<TraceId> traces = new HashSet<>();
            for (int trace = 0; trace < stored.traces().count(); trace++) {
                storedRows.addAll(block.spans(stored.traces().id(trace)));
                traces.add(stored.traces().id(trace));
            }
            ListSpanTable list = ListSpanTable.of(rows.stream()
                    .filter(span -> traces.contains(span.traceId()))
                    .map(TestBlocks::inColumnOrder)
                    .toList());
            new TableComparison(list, list.spans(), stored, storedRows, "seed " + seed + ", row group " + group).run();
        }
        assertThat(total).isEqualTo(spans.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {27, 28, 29})
    void tracesPutTogetherAnswerLikeAList(long seed) throws IOException {
        List<Span> spans = TestBlocks.everything(seed);
        try (ManyTables tables = ManyTables.of(spans, new SplittableRandom(seed))) {
            SpanSource source = Objects.requireNonNull(tables.sources().get(ManyTables.SPLIT))
                    .get();
            List<TraceId> split = Objects.requireNonNull(source.splitTraces(TimeRange.ALL)).stream()
                    .map(SpanSource.SplitTrace::id)
                    .toList();
            assertThat(split).hasSizeGreaterThan(10);
            List<Span> whole = new ArrayList<>();
            for (TraceId trace : split) {
                whole.addAll(source.spansOf(trace));
            }
            ListSpanTable list = ListSpanTable.of(whole);
            SpanTable together = source.wholeTraces(split);
            assertThat(together).isInstanceOf(JoinedSpanTable.class);
            new TableComparison(list, list.spans(), together, list.spans(), "seed " + seed).run();
        }
    }

    private static List<Span> spans(LiveSnapshot live) {
        List<Span> result = new ArrayList<>();
        for (int row = 0; row < live.rowCount(); row++) {
            result.add(live.span(row));
        }
        return result;
    }
}
