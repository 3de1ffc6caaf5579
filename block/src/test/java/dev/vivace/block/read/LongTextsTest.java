package dev.vivace.block.read;

import static dev.vivace.block.TestBlocks.START;
import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.block.TestBlocks.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.TraceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However long texts are, and however many stand on one span, what a reader must hold of a block at once is
/// bounded.
class LongTextsTest {

    /// What `docs/formats/block.md` says of pages and dictionaries, and what else stands on twenty thousand
    /// rows.
    private static final int PAGE_BYTES = (2 << 20) + (512 << 10);

    private static final int DICTIONARY_BYTES = 4 << 20;
    private static final int GROUP_BYTES = 32 << 20;

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(5);

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static Attribute attribute(String key, String value) {
        return new Attribute(key, new AttributeValue.Text(value));
    }

    private static Span withEvents(Span span, List<Event> events) {
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentSpanId(),
                span.traceState(),
                span.flags(),
                span.name(),
                span.kind(),
                span.startEpochNanos(),
                span.endEpochNanos(),
                span.attributes(),
                0,
                events,
                0,
                List.of(),
                0,
                span.statusCode(),
                span.statusMessage(),
                span.resource(),
                span.scope());
    }

    /// Texts of 1,500 bytes, some much longer, on spans and on events; others that come again and again.
    private List<Span> spans(int count) {
        List<String> repeated = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            repeated.add(text(2000));
        }
        Resource resource = resource(attribute("service.name", "long"));
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            List<Attribute> attributes = new ArrayList<>();
            attributes.add(attribute("text", text(1500)));
            if (i % 2 == 0) {
                attributes.add(attribute("again", repeated.get(random.nextInt(repeated.size()))));
            }
            if (i % 1000 == 0) {
                attributes.add(attribute("huge", text(700_000)));
            }
            Span span = span(1 + i / 50, i, 0, START + i, attributes, resource);
            List<Event> events = new ArrayList<>();
            for (int event = i % 3; event > 0; event--) {
                events.add(new Event(START + i, "e", List.of(attribute("stack", text(900))), 0));
            }
            spans.add(withEvents(span, events));
        }
        return spans;
    }

    @Test
    void pagesDictionariesAndRowGroupsAreBoundedInBytes() throws IOException {
        byte[] file = TestBlocks.file(spans(9000), BlockWriter.Options.FLUSH);
        List<Integer> pagesOfGroups = new ArrayList<>();
        try (ParquetFileReader reader = open(file)) {
            var schema = reader.getFileMetaData().getSchema();
            for (var block : reader.getFooter().getBlocks()) {
                List<Long> firstRows = null;
                long heavy = 0;
                PageReadStore pages = reader.readNextRowGroup();
                for (int leaf = 0; leaf < block.getColumns().size(); leaf++) {
                    OffsetIndex offsets =
                            reader.readOffsetIndex(block.getColumns().get(leaf));
                    List<Long> own = new ArrayList<>();
                    for (int page = 0; page < offsets.getPageCount(); page++) {
                        own.add(offsets.getFirstRowIndex(page));
                    }
                    firstRows = firstRows == null ? own : firstRows;
                    ColumnDescriptor column = schema.getColumns().get(leaf);
                    assertThat(own).as("pages of %s", column).isEqualTo(firstRows);
                    PageReader of = pages.getPageReader(column);
                    DictionaryPage dictionary = of.readDictionaryPage();
                    assertThat(dictionary == null ? 0 : dictionary.getUncompressedSize())
                            .as("dictionary of %s", column)
                            .isLessThanOrEqualTo(DICTIONARY_BYTES);
                    for (DataPage page = of.readPage(); page != null; page = of.readPage()) {
                        assertThat(page.getUncompressedSize())
                                .as("page of %s", column)
                                .isLessThanOrEqualTo(PAGE_BYTES + 700_000);
                        heavy += page.getUncompressedSize();
                    }
                }
                assertThat(heavy).isLessThan(GROUP_BYTES + (8 << 20));
                pagesOfGroups.add(firstRows == null ? 0 : firstRows.size());
            }
        }
        assertThat(pagesOfGroups).hasSizeGreaterThan(1);
        assertThat(pagesOfGroups.getFirst()).isGreaterThan(8);
    }

    @Test
    void shortTextsAreCutByRowsAlone() throws IOException {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 30_000; i++) {
            spans.add(span(
                    1 + i / 50,
                    i,
                    0,
                    START + i,
                    List.of(attribute("unique", "u" + i), attribute("of few", "f" + i % 100)),
                    resource(attribute("service.name", "short"))));
        }
        try (ParquetFileReader reader = open(TestBlocks.file(spans, BlockWriter.Options.FLUSH))) {
            var blocks = reader.getFooter().getBlocks();
            assertThat(blocks).hasSize(1);
            for (var chunk : blocks.getFirst().getColumns()) {
                OffsetIndex offsets = reader.readOffsetIndex(chunk);
                assertThat(offsets.getPageCount()).isEqualTo(2);
                assertThat(offsets.getFirstRowIndex(1)).isEqualTo(20_480);
            }
        }
    }

    @Test
    void longTextsComeBackAsTheyWere() throws IOException {
        List<Span> spans = spans(3000);
        spans.add(span(900, 1, 0, START, List.of(attribute("text", text(17 << 20))), resource()));
        Block block = TestBlocks.block(spans, BlockWriter.Options.FLUSH);
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        for (Span span : SpanBlockInput.inRowOrder(spans)) {
            byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(TestBlocks.inColumnOrder(span));
        }
        for (Map.Entry<TraceId, List<Span>> trace : byTrace.entrySet()) {
            assertThat(block.spans(trace.getKey()).equals(trace.getValue()))
                    .as("trace %s comes back", trace.getKey())
                    .isTrue();
        }
    }

    /// Thousands of events on a few spans are no reason for a page of millions of elements.
    @Test
    void pagesAreCutByEventsToo() throws IOException {
        List<Event> many = new ArrayList<>();
        for (int event = 0; event < 60_000; event++) {
            many.add(new Event(START + event, "e", List.of(), 0));
        }
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            spans.add(withEvents(span(1, i, 0, START + i, List.of(), resource()), many));
        }
        try (ParquetFileReader reader = open(TestBlocks.file(spans, BlockWriter.Options.FLUSH))) {
            for (var chunk : reader.getFooter().getBlocks().getFirst().getColumns()) {
                assertThat(reader.readOffsetIndex(chunk).getPageCount()).isEqualTo(4);
            }
        }
    }

    private ParquetFileReader open(byte[] file) throws IOException {
        Path path = Files.write(directory.resolve("data.parquet"), file);
        return ParquetFileReader.open(
                new LocalInputFile(path),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
    }

    /// Keys without columns: more text than is kept, on spans, on events and on resources.
    @Test
    void rareKeysComeBackHoweverManyThereAre() throws IOException {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 2500; i++) {
            List<Attribute> rare = new ArrayList<>();
            for (int key = 0; key < 20; key++) {
                rare.add(attribute("rare." + (i * 7 + key * 131) % 9000, text(100)));
            }
            rare.add(attribute("rare.0", "first"));
            rare.add(attribute("rare.0", "second"));
            Resource resource =
                    resource(attribute("service.name", "s" + i % 900), attribute("pod." + i % 900, text(10)));
            Span span = span(1 + i / 50, i, 0, START + i, rare, resource);
            spans.add(withEvents(span, List.of(new Event(START + i, "e", List.of(attribute("e" + i, text(2000))), 0))));
        }
        Block block = TestBlocks.block(spans, new BlockWriter.Options(1000, 3, 8));
        assertThat(block.rowGroupCount()).isGreaterThan(1);
        Map<TraceId, List<Span>> byTrace = new LinkedHashMap<>();
        for (Span span : SpanBlockInput.inRowOrder(spans)) {
            byTrace.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(TestBlocks.inColumnOrder(span));
        }
        for (Map.Entry<TraceId, List<Span>> trace : byTrace.entrySet()) {
            assertThat(block.spans(trace.getKey())).isEqualTo(trace.getValue());
        }
    }

    /// As many keys as resources, each on one resource, take what there are values, not their square.
    @Test
    void everyResourceMayHaveItsOwnKeys() throws IOException {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 2000; i++) {
            spans.add(span(i, 1, 0, START + i, List.of(), resource(attribute("key." + i, "v" + i))));
        }
        Block block = TestBlocks.block(spans, BlockWriter.Options.FLUSH);
        assertThat(block.spans(new TraceId(0, 777)).getFirst().resource())
                .isEqualTo(resource(attribute("key.777", "v777")));
    }
}
