package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.AttributeScope;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.PhysicalType;
import dev.vivace.parquet.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The attribute columns of a block and the spill columns behind them.
final class AttributeColumns {

    private AttributeColumns() {}

    static Leaf leaf(String name, AttributeType type) {
        return switch (type) {
            case TEXT -> Leaf.text(name, true);
            case JSON -> Leaf.json(name, true);
            case INT -> Leaf.of(name, PhysicalType.INT64, true);
            case DOUBLE -> Leaf.of(name, PhysicalType.DOUBLE, true);
            case BOOLEAN -> Leaf.of(name, PhysicalType.BOOLEAN, true);
        };
    }

    static @Nullable String columnName(
            SequencedMap<String, List<Catalogue.Place>> places, String key, AttributeType type) {
        for (Catalogue.Place place : places.getOrDefault(key, List.of())) {
            if (place.type() == type) {
                return place.column();
            }
        }
        return null;
    }

    /// Which keys of a level get a column, by the number of their entries.
    static SequencedMap<String, List<Catalogue.Place>> decide(
            AttributeScope scope, List<AttributeEntries> attributes, long rows, int maxColumns) {
        List<Shredding.Candidate> candidates = new ArrayList<>();
        for (AttributeEntries entries : attributes) {
            if (entries.count() > 0) {
                candidates.add(new Shredding.Candidate(entries.key(), entries.type(), entries.count()));
            }
        }
        return Shredding.decide(scope, candidates, rows, maxColumns);
    }

    /// Columns of span attributes.
    static SequencedMap<String, List<Catalogue.Place>> addSpanAttributes(
            List<AttributeEntries> attributes, int[] groupFirstRows, int rows, int maxColumns, Layout layout) {
        SequencedMap<String, List<Catalogue.Place>> places = decide(AttributeScope.SPAN, attributes, rows, maxColumns);
        SpillCollector spill = new SpillCollector();
        List<EntryGroups> spilled = new ArrayList<>();
        for (AttributeEntries entries : attributes) {
            String name = columnName(places, entries.key(), entries.type());
            EntryGroups groups = new EntryGroups(entries, groupFirstRows);
            if (name == null) {
                spilled.add(groups);
                continue;
            }
            TextDictionary dictionary = entries.dictionary() == null ? new ListDictionary() : entries.dictionary();
            layout.add(leaf(name, entries.type()), (range, scratch) -> {
                groups.gather(
                        range.index(),
                        range.firstRow(),
                        range.rows(),
                        scratch.slots(range.rows()),
                        scratch.group,
                        (position, entry) -> {
                            spill.add(range.index(), position, entries, entry);
                            noteSpilled(places, entries.key(), entries.type());
                        });
                return scratch.encoder.attribute(
                        entries.type(), scratch.group, dictionary, new Presence.Rows(scratch.group.present));
            });
        }
        layout.add(Leaf.json(BlockColumns.spillKeys(AttributeScope.SPAN), true), (range, scratch) -> {
            for (EntryGroups groups : spilled) {
                groups.forEach(
                        range.index(),
                        range.firstRow(),
                        (position, entry) -> spill.add(range.index(), position, groups.entries(), entry));
            }
            TextDictionary keys = spill.keys(range.index(), range.rows(), scratch.group);
            return scratch.encoder.texts(
                    scratch.group, keys, new Presence.Rows(scratch.group.present), ChunkOptions.DEFAULTS);
        });
        layout.add(Leaf.json(BlockColumns.spill(AttributeScope.SPAN), true), (range, scratch) -> {
            TextDictionary values = spill.attributes(range.index(), range.rows(), scratch.group);
            return scratch.encoder.texts(
                    scratch.group, values, new Presence.Rows(scratch.group.present), ChunkOptions.DEFAULTS);
        });
        return places;
    }

    /// Enters that some values of a key and type are in the spill column although it has a column of its own:
    /// a second value of the same key on one span.
    static void noteSpilled(SequencedMap<String, List<Catalogue.Place>> places, String key, AttributeType type) {
        List<Catalogue.Place> ofKey = places.computeIfAbsent(key, _ -> new ArrayList<>());
        boolean known = ofKey.stream().anyMatch(place -> place.type() == type && place.column() == null);
        if (!known) {
            ofKey.add(new Catalogue.Place(type, null, 1));
        }
    }
}
