package dev.vivace.block.read;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.parquet.ColumnScan;
import dev.vivace.parquet.ColumnValues;
import dev.vivace.parquet.TextSlice;
import dev.vivace.traceql.source.Column;
import dev.vivace.wire.value.ValueJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Finds the columns of an attribute: its own ones, and what of it is in the spill column.
final class StoredAttributes {

    private StoredAttributes() {}

    /// A column of a row group, or of a list in it, by name.
    interface ByName {
        StoredColumn column(String name);
    }

    static Column typed(StoredColumn column, AttributeType type) {
        return switch (type) {
            case TEXT -> column.asText();
            case INT -> column.asLong();
            case DOUBLE -> column.asDouble();
            case BOOLEAN -> column.asBoolean();
            case JSON -> column.asComposite();
        };
    }

    static List<Column> of(AttributeScope scope, String key, Catalogue catalogue, ByName columns, Spill spill)
            throws IOException {
        List<Column> result = new ArrayList<>();
        boolean spilled = false;
        for (Catalogue.Place place : catalogue.places(scope, key)) {
            if (place.column() == null) {
                spilled = true;
            } else {
                result.add(typed(columns.column(place.column()), place.type()));
            }
        }
        if (spilled) {
            result.addAll(spill.read(key).columns());
        }
        // Stable: the spilled values of a key and type are the later ones.
        result.sort(Comparator.comparingInt(StoredAttributes::rank));
        return result;
    }

    private static int rank(Column column) {
        return switch (column) {
            case Column.OfText _ -> 0;
            case Column.OfLong _ -> 1;
            case Column.OfDouble _ -> 2;
            case Column.OfBoolean _ -> 3;
            case Column.OfComposite _ -> 4;
        };
    }

    /// The spill column and its keys.
    record Spill(ColumnScan keys, ColumnValues attributes, int count) {

        /// The values of one key: only rows whose key list has it are decoded.
        SparseColumns read(String key) throws IOException {
            byte[] quoted = ValueJson.write(new AttributeValue.Text(key));
            RowSet rows = new RowSet(count);
            keys.matchTexts(
                    (bytes, offset, length) -> contains(bytes, offset, length, quoted), RowSet.all(count), rows);
            SparseColumns values = new SparseColumns();
            TextSlice json = new TextSlice();
            for (int row = rows.next(0); row < count; row = rows.next(row + 1)) {
                if (attributes.textAt(row, json)) {
                    for (Attribute attribute : ValueJson.parseAttributes(json.bytes(), json.offset(), json.length())) {
                        if (attribute.key().equals(key)) {
                            values.add(row, attribute.value());
                        }
                    }
                }
            }
            return values;
        }

        /// In a JSON array of strings a quoted text can only be a whole element: quotes inside are escaped.
        private static boolean contains(byte[] bytes, int offset, int length, byte[] wanted) {
            for (int i = offset, last = offset + length - wanted.length; i <= last; i++) {
                if (bytes[i] == wanted[0] && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}
