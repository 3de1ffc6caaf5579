package dev.vivace.block.write;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.ColumnData;
import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.PhysicalType;
import dev.vivace.parquet.Presence;
import dev.vivace.parquet.StructList;
import dev.vivace.parquet.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/// The list column of events, or of links: elements are rows of their own, with their own attribute columns.
final class NestedColumns {

    private final AttributeScope scope;
    private final NestedInput input;
    private final int[] groupFirstElements;
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<ColumnEncoder> encoders = new ArrayList<>();

    /// @param groupFirstRows first row of each row group, and the total as last entry
    NestedColumns(AttributeScope scope, NestedInput input, int[] groupFirstRows) {
        this.scope = scope;
        this.input = input;
        this.groupFirstElements = Arrays.stream(groupFirstRows)
                .map(row -> input.firstElement()[row])
                .toArray();
    }

    SequencedMap<String, List<Catalogue.Place>> addTo(Layout layout, int maxColumns) {
        if (scope == AttributeScope.EVENT) {
            long[] times = present(input.epochNanos(), "event times");
            addLongs(BlockColumns.EVENT_TIME, element -> times[element]);
            addTexts(BlockColumns.EVENT_NAME, input.names());
        } else {
            long[] highs = present(input.traceIdHighs(), "trace ids of links");
            long[] lows = present(input.traceIdLows(), "trace ids of links");
            long[] spanIds = present(input.spanIds(), "span ids of links");
            addFixed(BlockColumns.LINK_TRACE_ID, highs, lows);
            addFixed(BlockColumns.LINK_SPAN_ID, spanIds);
            addTexts(BlockColumns.LINK_TRACE_STATE, input.traceStates());
            int[] flags = input.flags() == null ? new int[input.elementCount()] : input.flags();
            addCount(BlockColumns.LINK_FLAGS, element -> flags[element]);
        }
        addCount(BlockColumns.DROPPED_ATTRIBUTES, element -> input.droppedAttributesCounts()[element]);
        SequencedMap<String, List<Catalogue.Place>> places = addAttributes(maxColumns);
        layout.add(new StructList(BlockColumns.list(scope), leaves), encoders);
        return places;
    }

    private static long[] present(long @Nullable [] values, String what) {
        if (values == null) {
            throw new IllegalArgumentException("nested input without " + what);
        }
        return values;
    }

    private void add(Leaf leaf, ElementEncoder encoder) {
        leaves.add(leaf);
        encoders.add((range, scratch) -> {
            int first = groupFirstElements[range.index()];
            int count = groupFirstElements[range.index() + 1] - first;
            int[] ends = new int[range.rows() + 1];
            for (int i = 0; i <= range.rows(); i++) {
                ends[i] = input.firstElement()[range.firstRow() + i] - first;
            }
            return encoder.encode(new Elements(range.index(), first, count, ends), scratch);
        });
    }

    /// The elements of one row group.
    ///
    /// @param firstOfRow by row of the group: its first element, counted within the group; one longer than
    ///     rows
    private record Elements(int group, int first, int count, int[] firstOfRow) {

        Presence all() {
            return new Presence.InLists(firstOfRow, null);
        }

        Presence only(RowSet present) {
            return new Presence.InLists(firstOfRow, present);
        }
    }

    private interface ElementEncoder {
        ColumnData encode(Elements elements, Scratch scratch);
    }

    private void addLongs(String name, IntToLongFunction value) {
        add(Leaf.of(name, PhysicalType.INT64, false), (elements, scratch) -> {
            long[] values = new long[elements.count()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.applyAsLong(elements.first() + i);
            }
            return new ColumnData(
                    elements.all(),
                    new Values.Longs(values, values.length),
                    ChunkOptions.DEFAULTS.withDelta().uncompressed());
        });
    }

    private void addFixed(String name, long[]... halves) {
        int width = 8 * halves.length;
        add(Leaf.fixed(name, width, false), (elements, scratch) -> {
            byte[] bytes = new byte[elements.count() * width];
            for (int i = 0; i < elements.count(); i++) {
                for (int half = 0; half < halves.length; half++) {
                    FixedColumns.putLong(bytes, i * width + half * 8, halves[half][elements.first() + i]);
                }
            }
            return new ColumnData(
                    elements.all(), new Values.Fixed(bytes, width, elements.count()), ChunkOptions.DEFAULTS);
        });
    }

    private void addCount(String name, IntToLongFunction value) {
        add(Leaf.of(name, PhysicalType.INT32, true), (elements, scratch) -> {
            scratch.group.reset(elements.count());
            for (int i = 0; i < elements.count(); i++) {
                long number = value.applyAsLong(elements.first() + i);
                if (number != 0) {
                    scratch.group.add(i, number);
                }
            }
            return scratch.encoder.ints(scratch.group, elements.only(scratch.group.present));
        });
    }

    private void addTexts(String name, @Nullable CodedTexts texts) {
        if (texts == null) {
            throw new IllegalArgumentException("nested input without " + name);
        }
        add(Leaf.text(name, true), (elements, scratch) -> {
            scratch.group.reset(elements.count());
            for (int i = 0; i < elements.count(); i++) {
                int code = texts.codes()[elements.first() + i];
                if (code >= 0) {
                    scratch.group.add(i, code);
                }
            }
            return scratch.encoder.texts(
                    scratch.group, texts.dictionary(), elements.only(scratch.group.present), ChunkOptions.DEFAULTS);
        });
    }

    private SequencedMap<String, List<Catalogue.Place>> addAttributes(int maxColumns) {
        SequencedMap<String, List<Catalogue.Place>> places =
                AttributeColumns.decide(scope, input.attributes(), input.elementCount(), maxColumns);
        SpillCollector spill = new SpillCollector();
        List<EntryGroups> spilled = new ArrayList<>();
        for (AttributeEntries entries : input.attributes()) {
            String name = AttributeColumns.columnName(places, entries.key(), entries.type());
            EntryGroups groups = new EntryGroups(entries, groupFirstElements);
            if (name == null) {
                spilled.add(groups);
                continue;
            }
            TextDictionary dictionary = entries.dictionary() == null ? new ListDictionary() : entries.dictionary();
            add(AttributeColumns.leaf(name, entries.type()), (elements, scratch) -> {
                groups.gather(
                        elements.group(),
                        elements.first(),
                        elements.count(),
                        scratch.slots(elements.count()),
                        scratch.group,
                        (position, entry) -> {
                            spill.add(elements.group(), position, entries, entry);
                            AttributeColumns.noteSpilled(places, entries.key(), entries.type());
                        });
                return scratch.encoder.attribute(
                        entries.type(), scratch.group, dictionary, elements.only(scratch.group.present));
            });
        }
        add(Leaf.json(BlockColumns.spillKeys(scope), true), (elements, scratch) -> {
            for (EntryGroups groups : spilled) {
                groups.forEach(
                        elements.group(),
                        elements.first(),
                        (position, entry) -> spill.add(elements.group(), position, groups.entries(), entry));
            }
            TextDictionary keys = spill.keys(elements.group(), elements.count(), scratch.group);
            return scratch.encoder.texts(
                    scratch.group, keys, elements.only(scratch.group.present), ChunkOptions.DEFAULTS);
        });
        add(Leaf.json(BlockColumns.spill(scope), true), (elements, scratch) -> {
            TextDictionary values = spill.attributes(elements.group(), elements.count(), scratch.group);
            return scratch.encoder.texts(
                    scratch.group, values, elements.only(scratch.group.present), ChunkOptions.DEFAULTS);
        });
        return places;
    }
}
