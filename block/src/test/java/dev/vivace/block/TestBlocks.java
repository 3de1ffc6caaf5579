package dev.vivace.block;

import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockInput;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.live.SpanGenerator;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.parquet.RangeReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Spans for blocks and blocks from spans, in memory.
public final class TestBlocks {

    /// Small row groups: a few traces each.
    public static final BlockWriter.Options SMALL_GROUPS = new BlockWriter.Options(40, 3, 256);

    public static final long START = 1_700_000_000_000_000_000L;

    private TestBlocks() {}

    public static byte[] file(BlockInput input, BlockWriter.Options options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new BlockWriter(options).write(input, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] file(List<Span> spans, BlockWriter.Options options) {
        return file(SpanBlockInput.of(spans), options);
    }

    public static Block open(byte[] file) {
        try {
            return Block.open(reader(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Block block(List<Span> spans, BlockWriter.Options options) {
        return open(file(spans, options));
    }

    public static RangeReader reader(byte[] file) {
        return new RangeReader() {
            @Override
            public byte[] read(long offset, int length) {
                return Arrays.copyOfRange(file, (int) offset, (int) offset + length);
            }

            @Override
            public long size() {
                return file.length;
            }
        };
    }

    /// Seeded random spans, and among them everything that strains the columns: see the methods below.
    public static List<Span> everything(long seed) {
        List<Span> spans = new ArrayList<>(new SpanGenerator(seed).spans(60));
        spans.addAll(wide(300));
        spans.addAll(clashingNames());
        spans.addAll(manyResources());
        return spans;
    }

    /// One span with so many keys that most have no column.
    public static List<Span> wide(int keys) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            attributes.add(new Attribute("wide." + i, new AttributeValue.Int(i)));
        }
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            spans.add(span(1, i, i - 1, START + i, attributes, resource()));
        }
        return spans;
    }

    /// Keys that look like the columns of other keys' rarer types, and keys that differ in case only.
    public static List<Span> clashingNames() {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            spans.add(span(
                    2,
                    i,
                    0,
                    START + i,
                    List.of(
                            new Attribute("a", i <= 4 ? new AttributeValue.Text("t" + i) : new AttributeValue.Int(i)),
                            new Attribute("a#int", new AttributeValue.Text("x")),
                            new Attribute("A", new AttributeValue.Text("upper " + i)),
                            new Attribute("a", new AttributeValue.Text("again")),
                            new Attribute("\"quoted\" \\", new AttributeValue.Bool(true))),
                    resource()));
        }
        return spans;
    }

    /// Resources with more keys than get columns, each key twice on one of them.
    public static List<Span> manyResources() {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            List<Attribute> attributes = new ArrayList<>();
            for (int key = 0; key < 150; key++) {
                attributes.add(new Attribute("r" + key, new AttributeValue.Text("first " + i)));
                if (i == 2) {
                    attributes.add(new Attribute("r" + key, new AttributeValue.Text("second")));
                }
            }
            spans.add(span(3, i, i - 1, START, List.of(), new Resource(attributes, i, "")));
        }
        return spans;
    }

    public static Resource resource(Attribute... attributes) {
        return new Resource(List.of(attributes), 0, "");
    }

    public static Span span(
            long trace, long id, long parent, long start, List<Attribute> attributes, Resource resource) {
        return new Span(
                new TraceId(0, trace),
                new SpanId(id),
                parent == 0 ? null : new SpanId(parent),
                "",
                0,
                "span " + id,
                1,
                start,
                start + 1_000_000,
                attributes,
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                "",
                resource,
                new InstrumentationScope("", "", List.of(), 0, ""));
    }

    /// The span as a block gives it back: all attributes in [Attribute#COLUMN_ORDER].
    public static Span inColumnOrder(Span span) {
        Span own = SpanGenerator.inColumnOrder(span);
        Resource resource = span.resource();
        InstrumentationScope scope = span.scope();
        return new Span(
                own.traceId(),
                own.spanId(),
                own.parentSpanId(),
                own.traceState(),
                own.flags(),
                own.name(),
                own.kind(),
                own.startEpochNanos(),
                own.endEpochNanos(),
                own.attributes(),
                own.droppedAttributesCount(),
                own.events(),
                own.droppedEventsCount(),
                own.links(),
                own.droppedLinksCount(),
                own.statusCode(),
                own.statusMessage(),
                new Resource(sorted(resource.attributes()), resource.droppedAttributesCount(), resource.schemaUrl()),
                new InstrumentationScope(
                        scope.name(),
                        scope.version(),
                        sorted(scope.attributes()),
                        scope.droppedAttributesCount(),
                        scope.schemaUrl()));
    }

    private static List<Attribute> sorted(List<Attribute> attributes) {
        return attributes.stream().sorted(Attribute.COLUMN_ORDER).toList();
    }
}
