package dev.vivace.block.write;

import static dev.vivace.parquet.Presence.ALL;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.ColumnData;
import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.PhysicalType;
import dev.vivace.parquet.Presence;
import dev.vivace.parquet.Values;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/// The columns every block has.
final class FixedColumns {

    private final BlockInput input;
    private final Layout layout;
    private final TraceFacts facts;

    FixedColumns(BlockInput input, Layout layout) {
        this.input = input;
        this.layout = layout;
        this.facts = new TraceFacts(input);
    }

    void addSpanColumns() {
        layout.add(Leaf.fixed(BlockColumns.TRACE_ID, 16, false), this::traceIds);
        layout.add(Leaf.fixed(BlockColumns.SPAN_ID, 8, false), this::spanIds);
        layout.add(Leaf.fixed(BlockColumns.PARENT_SPAN_ID, 8, true), this::parentSpanIds);
        layout.add(required(BlockColumns.DEPTH, PhysicalType.INT32), ints(row -> input.depths()[row]));
        layout.add(required(BlockColumns.SUBTREE_SIZE, PhysicalType.INT32), ints(row -> input.subtreeSizes()[row]));
        layout.add(required(BlockColumns.SENT_PLACE, PhysicalType.INT32), ints(row -> input.places()[row]));
        layout.add(required(BlockColumns.START, PhysicalType.INT64), deltas(row -> input.startEpochNanos()[row]));
        layout.add(
                required(BlockColumns.DURATION, PhysicalType.INT64),
                deltas(row -> input.endEpochNanos()[row] - input.startEpochNanos()[row]));
        layout.add(Leaf.text(BlockColumns.NAME, false), texts(input.names()));
        layout.add(required(BlockColumns.KIND, PhysicalType.INT32), ints(row -> input.kinds()[row]));
        layout.add(required(BlockColumns.STATUS_CODE, PhysicalType.INT32), ints(row -> input.statusCodes()[row]));
        layout.add(Leaf.text(BlockColumns.STATUS_MESSAGE, true), texts(input.statusMessages()));
        layout.add(Leaf.text(BlockColumns.TRACE_STATE, true), texts(input.traceStates()));
        addCount(BlockColumns.FLAGS, row -> input.flags()[row]);
        addCount(BlockColumns.DROPPED_ATTRIBUTES, row -> input.droppedAttributesCounts()[row]);
        addCount(BlockColumns.DROPPED_EVENTS, row -> input.droppedEventsCounts()[row]);
        addCount(BlockColumns.DROPPED_LINKS, row -> input.droppedLinksCounts()[row]);
    }

    void addTraceColumns() {
        layout.add(Leaf.text(BlockColumns.ROOT_SERVICE, true), rootTexts(facts.rootServices()));
        layout.add(Leaf.text(BlockColumns.ROOT_NAME, true), rootTexts(facts.rootNames()));
        layout.add(required(BlockColumns.TRACE_START, PhysicalType.INT64), perTrace(facts.starts()));
        layout.add(required(BlockColumns.TRACE_DURATION, PhysicalType.INT64), perTrace(facts.durations()));
    }

    void addScopeAndResourceColumns() {
        ListDictionary texts = new ListDictionary();
        int[] names =
                input.scopes().stream().mapToInt(it -> code(texts, it.name())).toArray();
        int[] versions = input.scopes().stream()
                .mapToInt(it -> code(texts, it.version()))
                .toArray();
        int[] scopeUrls = input.scopes().stream()
                .mapToInt(it -> code(texts, it.schemaUrl()))
                .toArray();
        int[] scopeDropped = input.scopes().stream()
                .mapToInt(InstrumentationScope::droppedAttributesCount)
                .toArray();
        int[] resourceUrls = input.resources().stream()
                .mapToInt(it -> code(texts, it.schemaUrl()))
                .toArray();
        int[] resourceDropped = input.resources().stream()
                .mapToInt(Resource::droppedAttributesCount)
                .toArray();
        int[] scopes = input.scopeCodes();
        int[] resources = input.resourceCodes();
        layout.add(Leaf.text(BlockColumns.SCOPE_NAME, true), shared(texts, scopes, names));
        layout.add(Leaf.text(BlockColumns.SCOPE_VERSION, true), shared(texts, scopes, versions));
        layout.add(Leaf.text(BlockColumns.SCOPE_SCHEMA_URL, true), shared(texts, scopes, scopeUrls));
        addCount(BlockColumns.SCOPE_DROPPED, row -> scopeDropped[scopes[row]]);
        layout.add(Leaf.text(BlockColumns.RESOURCE_SCHEMA_URL, true), shared(texts, resources, resourceUrls));
        addCount(BlockColumns.RESOURCE_DROPPED, row -> resourceDropped[resources[row]]);
    }

    /// Empty strings of scope and resource are not stored: on the wire they and absence are the same.
    private static int code(ListDictionary texts, String text) {
        return text.isEmpty() ? -1 : texts.code(text);
    }

    private static Leaf required(String name, PhysicalType type) {
        return Leaf.of(name, type, false);
    }

    private ColumnData traceIds(GroupRange range, Scratch scratch) {
        byte[] ids = new byte[range.traces() * 16];
        int[] codes = new int[range.rows()];
        for (int i = 0; i < range.traces(); i++) {
            int trace = range.firstTrace() + i;
            putLong(ids, i * 16, input.traceIdHighs()[trace]);
            putLong(ids, i * 16 + 8, input.traceIdLows()[trace]);
            for (int row = input.firstRows()[trace]; row < input.firstRows()[trace + 1]; row++) {
                codes[row - range.firstRow()] = i;
            }
        }
        return new ColumnData(
                ALL,
                new Values.Dictionary(new Values.Fixed(ids, 16, range.traces()), codes, range.rows()),
                ChunkOptions.DEFAULTS.withBloom());
    }

    /// Uncompressed: random bits do not compress, and reading them costs nothing this way.
    private ColumnData spanIds(GroupRange range, Scratch scratch) {
        byte[] ids = new byte[range.rows() * 8];
        for (int i = 0; i < range.rows(); i++) {
            putLong(ids, i * 8, input.spanIds()[range.firstRow() + i]);
        }
        return new ColumnData(ALL, new Values.Fixed(ids, 8, range.rows()), ChunkOptions.DEFAULTS.uncompressed());
    }

    private ColumnData parentSpanIds(GroupRange range, Scratch scratch) {
        GroupValues group = scratch.group;
        group.reset(range.rows());
        for (int i = 0; i < range.rows(); i++) {
            long id = input.parentSpanIds()[range.firstRow() + i];
            if (id != 0) {
                group.add(i, id);
            }
        }
        byte[] ids = new byte[group.count * 8];
        for (int i = 0; i < group.count; i++) {
            putLong(ids, i * 8, group.values[i]);
        }
        return new ColumnData(
                new Presence.Rows(group.present), new Values.Fixed(ids, 8, group.count), ChunkOptions.DEFAULTS);
    }

    static void putLong(byte[] into, int offset, long value) {
        for (int i = 0; i < 8; i++) {
            into[offset + i] = (byte) (value >>> 56 - 8 * i);
        }
    }

    private static void fill(GroupRange range, Scratch scratch, IntToLongFunction value) {
        GroupValues group = scratch.group;
        group.reset(range.rows());
        for (int i = 0; i < range.rows(); i++) {
            group.values[i] = value.applyAsLong(range.firstRow() + i);
        }
        group.count = range.rows();
    }

    private static ColumnEncoder ints(IntToLongFunction value) {
        return (range, scratch) -> {
            fill(range, scratch, value);
            return scratch.encoder.ints(scratch.group, ALL);
        };
    }

    private static ColumnEncoder deltas(IntToLongFunction value) {
        return (range, scratch) -> {
            fill(range, scratch, value);
            return new ColumnData(
                    ALL,
                    new Values.Longs(scratch.group.longs(), range.rows()),
                    ChunkOptions.DEFAULTS.withDelta().withPageMinMax().uncompressed());
        };
    }

    /// A column for a number that is nearly always zero: rows with zero have no value.
    private void addCount(String name, IntToLongFunction value) {
        layout.add(Leaf.of(name, PhysicalType.INT32, true), (range, scratch) -> {
            scratch.group.reset(range.rows());
            for (int i = 0; i < range.rows(); i++) {
                long number = value.applyAsLong(range.firstRow() + i);
                if (number != 0) {
                    scratch.group.add(i, number);
                }
            }
            return scratch.encoder.ints(scratch.group, new Presence.Rows(scratch.group.present));
        });
    }

    private static ColumnEncoder texts(CodedTexts texts) {
        return (range, scratch) -> {
            GroupValues group = scratch.group;
            group.reset(range.rows());
            for (int i = 0; i < range.rows(); i++) {
                int code = texts.codes()[range.firstRow() + i];
                if (code >= 0) {
                    group.add(i, code);
                }
            }
            return encodeTexts(group, texts.dictionary(), range.rows(), scratch);
        };
    }

    private static ColumnData encodeTexts(GroupValues group, TextDictionary dictionary, int rows, Scratch scratch) {
        Presence presence = group.count == rows ? ALL : new Presence.Rows(group.present);
        return scratch.encoder.texts(group, dictionary, presence, ChunkOptions.DEFAULTS);
    }

    private static ColumnEncoder shared(TextDictionary texts, int[] ownerCodes, int[] codeByOwner) {
        return (range, scratch) -> {
            GroupValues group = scratch.group;
            group.reset(range.rows());
            for (int i = 0; i < range.rows(); i++) {
                int code = codeByOwner[ownerCodes[range.firstRow() + i]];
                if (code >= 0) {
                    group.add(i, code);
                }
            }
            return encodeTexts(group, texts, range.rows(), scratch);
        };
    }

    private ColumnEncoder rootTexts(CodedTexts byTrace) {
        return (range, scratch) -> {
            GroupValues group = scratch.group;
            group.reset(range.rows());
            for (int trace = range.firstTrace(); trace < range.firstTrace() + range.traces(); trace++) {
                int code = byTrace.codes()[trace];
                if (code >= 0) {
                    for (int row = input.firstRows()[trace]; row < input.firstRows()[trace + 1]; row++) {
                        group.add(row - range.firstRow(), code);
                    }
                }
            }
            return encodeTexts(group, byTrace.dictionary(), range.rows(), scratch);
        };
    }

    private ColumnEncoder perTrace(long[] byTrace) {
        return (range, scratch) -> {
            GroupValues group = scratch.group;
            group.reset(range.rows());
            for (int trace = range.firstTrace(); trace < range.firstTrace() + range.traces(); trace++) {
                for (int row = input.firstRows()[trace]; row < input.firstRows()[trace + 1]; row++) {
                    group.values[group.count++] = byTrace[trace];
                }
            }
            return scratch.encoder.longs(group, ALL);
        };
    }

    /// The value of `service.name` among attributes; null if there is none that is a string.
    static @Nullable String serviceName(Resource resource) {
        for (Attribute attribute : resource.attributes()) {
            if (attribute.key().equals("service.name")
                    && attribute.value() instanceof AttributeValue.Text(String text)) {
                return text;
            }
        }
        return null;
    }
}
