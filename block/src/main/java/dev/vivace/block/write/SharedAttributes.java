package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.value.ValueJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Attributes of resources or of instrumentation scopes, turned into columns over the distinct resources
/// (scopes): a row then only looks its resource's code up. Takes what there are values, however many keys
/// there are.
final class SharedAttributes {

    private final List<List<Attribute>> owners;
    private final Map<String, Column> columns = new LinkedHashMap<>();

    /// The column of one key and type.
    static final class Column {
        private final String key;
        private final AttributeType type;
        private final ListDictionary dictionary = new ListDictionary();
        private int[] owners = new int[2];
        private long[] values = new long[2];
        private int count;

        private Column(String key, AttributeType type) {
            this.key = key;
            this.type = type;
        }

        String key() {
            return key;
        }

        AttributeType type() {
            return type;
        }

        ListDictionary dictionary() {
            return dictionary;
        }

        private boolean hasLast(int owner) {
            return count > 0 && owners[count - 1] == owner;
        }

        private void add(int owner, AttributeValue value) {
            if (count == owners.length) {
                owners = Arrays.copyOf(owners, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            owners[count] = owner;
            values[count++] = encode(value, dictionary);
        }

        /// How many rows have a value.
        ///
        /// @param rowsOf by owner
        long rows(int[] rowsOf) {
            long rows = 0;
            for (int i = 0; i < count; i++) {
                rows += rowsOf[owners[i]];
            }
            return rows;
        }

        /// Fills in what owners have: where one has nothing, both arrays stay as they are.
        void spread(boolean[] has, long[] into) {
            for (int i = 0; i < count; i++) {
                has[owners[i]] = true;
                into[owners[i]] = values[i];
            }
        }
    }

    /// @param owners the attributes of each resource, by code
    SharedAttributes(List<List<Attribute>> owners) {
        this.owners = owners;
        for (int owner = 0; owner < owners.size(); owner++) {
            for (Attribute attribute : owners.get(owner)) {
                AttributeType type = typeOf(attribute.value());
                Column column = columns.computeIfAbsent(id(attribute, type), _ -> new Column(attribute.key(), type));
                if (!column.hasLast(owner)) {
                    column.add(owner, attribute.value());
                }
            }
        }
    }

    private static String id(Attribute attribute, AttributeType type) {
        return type + " " + attribute.key();
    }

    static AttributeType typeOf(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text _ -> AttributeType.TEXT;
            case AttributeValue.Int _ -> AttributeType.INT;
            case AttributeValue.Real _ -> AttributeType.DOUBLE;
            case AttributeValue.Bool _ -> AttributeType.BOOLEAN;
            case AttributeValue.Many _, AttributeValue.Fields _, AttributeValue.Bytes _, AttributeValue.Absent _ ->
                AttributeType.JSON;
        };
    }

    private static long encode(AttributeValue value, ListDictionary dictionary) {
        return switch (value) {
            case AttributeValue.Text(String text) -> dictionary.code(text);
            case AttributeValue.Int(long number) -> number;
            case AttributeValue.Real(double number) -> Double.doubleToRawLongBits(number);
            case AttributeValue.Bool(boolean flag) -> flag ? 1 : 0;
            case AttributeValue.Many _, AttributeValue.Fields _, AttributeValue.Bytes _, AttributeValue.Absent _ ->
                dictionary.code(ValueJson.write(value));
        };
    }

    int ownerCount() {
        return owners.size();
    }

    Iterable<Column> columns() {
        return columns.values();
    }

    /// Every second and later value of a key and type of one owner: they have no place in a column.
    List<Attribute> repeatedAttributes() {
        List<Attribute> repeated = new ArrayList<>();
        for (List<Attribute> attributes : owners) {
            Set<String> seen = new HashSet<>();
            for (Attribute attribute : attributes) {
                if (!seen.add(id(attribute, typeOf(attribute.value())))) {
                    repeated.add(attribute);
                }
            }
        }
        return repeated;
    }

    /// The attributes of an owner that have no place in a column: first those of keys without one, then
    /// second values, so that those of one key stay in the order in which they were sent.
    ///
    /// @param spilled the columns that are not written
    List<Attribute> spilled(int owner, Set<Column> spilled) {
        List<Attribute> first = new ArrayList<>();
        List<Attribute> again = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Attribute attribute : owners.get(owner)) {
            String id = id(attribute, typeOf(attribute.value()));
            if (!seen.add(id)) {
                again.add(attribute);
            } else if (spilled.contains(columns.get(id))) {
                first.add(attribute);
            }
        }
        first.addAll(again);
        return first;
    }
}
