package dev.vivace.block.write;

import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.Presence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// The columns of resource or scope attributes, in which each row looks its owner up, and the spill columns
/// behind them.
final class SharedColumns {

    private final AttributeScope scope;
    private final SharedAttributes shared;
    private final int[] ownerCodes;

    /// @param ownerCodes by row
    SharedColumns(AttributeScope scope, SharedAttributes shared, int[] ownerCodes) {
        this.scope = scope;
        this.shared = shared;
        this.ownerCodes = ownerCodes;
    }

    SequencedMap<String, List<Catalogue.Place>> addTo(Layout layout, int rows, int maxColumns) {
        int[] rowsOf = new int[shared.ownerCount()];
        for (int row = 0; row < rows; row++) {
            rowsOf[ownerCodes[row]]++;
        }
        List<SharedAttributes.Column> columns = new ArrayList<>();
        List<Shredding.Candidate> candidates = new ArrayList<>();
        for (SharedAttributes.Column column : shared.columns()) {
            long count = column.rows(rowsOf);
            if (count > 0) {
                columns.add(column);
                candidates.add(new Shredding.Candidate(column.key(), column.type(), count));
            }
        }
        SequencedMap<String, List<Catalogue.Place>> places = Shredding.decide(scope, candidates, rows, maxColumns);
        Set<SharedAttributes.Column> spilled = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SharedAttributes.Column column : columns) {
            String name = AttributeColumns.columnName(places, column.key(), column.type());
            if (name == null) {
                spilled.add(column);
            } else {
                layout.add(AttributeColumns.leaf(name, column.type()), encoder(column));
            }
        }
        shared.repeatedAttributes()
                .forEach(it -> AttributeColumns.noteSpilled(places, it.key(), SharedAttributes.typeOf(it.value())));
        addSpill(spilled, layout);
        return places;
    }

    private ColumnEncoder encoder(SharedAttributes.Column column) {
        return (range, scratch) -> {
            boolean[] has = new boolean[shared.ownerCount()];
            long[] values = new long[has.length];
            column.spread(has, values);
            GroupValues group = scratch.group;
            group.reset(range.rows());
            for (int i = 0; i < range.rows(); i++) {
                int owner = ownerCodes[range.firstRow() + i];
                if (has[owner]) {
                    group.add(i, values[owner]);
                }
            }
            return scratch.encoder.attribute(
                    column.type(), group, column.dictionary(), new Presence.Rows(group.present));
        };
    }

    private void addSpill(Set<SharedAttributes.Column> spilled, Layout layout) {
        layout.add(Leaf.json(BlockColumns.spillKeys(scope), true), spill(spilled, SpillJson::keys));
        layout.add(Leaf.json(BlockColumns.spill(scope), true), spill(spilled, SpillJson::attributes));
    }

    /// Each owner's text is made once, not once a row.
    private ColumnEncoder spill(Set<SharedAttributes.Column> spilled, Function<List<Attribute>, byte[]> text) {
        return (range, scratch) -> {
            ListDictionary dictionary = new ListDictionary();
            int[] codes = new int[shared.ownerCount()];
            boolean[] known = new boolean[codes.length];
            scratch.group.reset(range.rows());
            for (int i = 0; i < range.rows(); i++) {
                int owner = ownerCodes[range.firstRow() + i];
                if (!known[owner]) {
                    known[owner] = true;
                    List<Attribute> attributes = shared.spilled(owner, spilled);
                    codes[owner] = attributes.isEmpty() ? -1 : dictionary.code(text.apply(attributes));
                }
                if (codes[owner] >= 0) {
                    scratch.group.add(i, codes[owner]);
                }
            }
            return scratch.encoder.texts(
                    scratch.group, dictionary, new Presence.Rows(scratch.group.present), ChunkOptions.DEFAULTS);
        };
    }
}
