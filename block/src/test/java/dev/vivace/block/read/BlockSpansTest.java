package dev.vivace.block.read;

import static dev.vivace.block.TestBlocks.START;
import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.block.TestBlocks.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.live.SpanGenerator;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Resource;
import dev.vivace.model.ResourceSpans;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import dev.vivace.model.TraceIdSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSpansTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void tracesComeBackAsTheyWere(long seed) throws IOException {
        List<Span> spans = TestBlocks.everything(seed);
        for (BlockWriter.Options options : List.of(
                TestBlocks.SMALL_GROUPS, new BlockWriter.Options(500, 1, 3), new BlockWriter.Options(1, 3, 1000))) {
            Block block = TestBlocks.block(spans, options);
            Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
            for (Span span : SpanBlockInput.inRowOrder(spans)) {
                byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(TestBlocks.inColumnOrder(span));
            }
            for (Map.Entry<TraceId, List<Span>> trace : byTrace.entrySet()) {
                assertThat(block.spans(trace.getKey()))
                        .as("seed %s, %s, trace %s", seed, options, trace.getKey())
                        .isEqualTo(trace.getValue());
            }
            Set<TraceId> ids = new HashSet<>();
            block.forEachTraceId(ids::add);
            assertThat(ids).isEqualTo(byTrace.keySet());
            assertThat(block.spans(new TraceId(77, 77))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void batchesComeBackAsTheyWereSent(long seed) throws IOException {
        SpanGenerator generator = new SpanGenerator(seed);
        List<Span> spans =
                generator.spans(60).stream().map(TestBlocks::inColumnOrder).toList();
        List<ResourceSpans> sent = generator.batches(spans);
        Block block = TestBlocks.open(TestBlocks.file(SpanBlockInput.ofBatches(sent), TestBlocks.SMALL_GROUPS));
        for (TraceId id : spans.stream().map(Span::traceId).distinct().toList()) {
            assertThat(block.batches(id))
                    .as("seed %s, trace %s", seed, id)
                    .isEqualTo(
                            ResourceSpans.keeping(sent, span -> span.traceId().equals(id)));
        }
        assertThat(block.batches(new TraceId(77, 77))).isEmpty();
    }

    /// The file was written before places were stored.
    @Test
    void blockWithoutPlacesGivesOneBatchPerResource() throws IOException {
        Block block;
        try (InputStream file = BlockSpansTest.class.getResourceAsStream("without-sent-place.parquet")) {
            block = TestBlocks.open(Objects.requireNonNull(file).readAllBytes());
        }
        List<Span> spans = TestBlocks.clashingNames().stream()
                .map(TestBlocks::inColumnOrder)
                .toList();
        assertThat(block.spans(new TraceId(0, 2))).isEqualTo(spans);
        assertThat(block.batches(new TraceId(0, 2))).isEqualTo(ResourceSpans.grouped(spans));
    }

    @Test
    void rowGroupsHoldWholeTraces() throws IOException {
        Block block = TestBlocks.block(TestBlocks.everything(7), TestBlocks.SMALL_GROUPS);
        assertThat(block.rowGroupCount()).isGreaterThan(5);
        Set<TraceId> seen = new HashSet<>();
        for (int group = 0; group < block.rowGroupCount(); group++) {
            var traces = block.table(group, TraceIdSet.EMPTY).traces();
            for (int trace = 0; trace < traces.count(); trace++) {
                assertThat(seen.add(traces.id(trace))).isTrue();
            }
        }
    }

    @Test
    void valuesOfOneRareKeyKeepTheirOrder() throws IOException {
        Resource twice = resource(
                new Attribute("rare", new AttributeValue.Text("first")),
                new Attribute("rare", new AttributeValue.Text("second")));
        List<Span> spans = new ArrayList<>();
        spans.add(span(1, 1, 0, START, List.of(), twice));
        for (int i = 2; i <= 400; i++) {
            spans.add(span(1, i, 0, START + i, List.of(), resource()));
        }
        Block block = TestBlocks.block(spans, BlockWriter.Options.FLUSH);
        assertThat(block.catalogue().places(AttributeScope.RESOURCE, "rare"))
                .extracting(Catalogue.Place::column)
                .containsOnlyNulls();
        assertThat(block.spans(new TraceId(0, 1)).getFirst().resource()).isEqualTo(twice);
    }

    @Test
    void columnNamesDifferInMoreThanCase() {
        Block block = TestBlocks.block(TestBlocks.clashingNames(), BlockWriter.Options.FLUSH);
        Set<String> names = new HashSet<>();
        for (String key : block.catalogue().keys(AttributeScope.SPAN)) {
            for (Catalogue.Place place : block.catalogue().places(AttributeScope.SPAN, key)) {
                if (place.column() != null) {
                    assertThat(names.add(place.column().toLowerCase(Locale.ROOT)))
                            .as(place.column())
                            .isTrue();
                }
            }
        }
    }
}
