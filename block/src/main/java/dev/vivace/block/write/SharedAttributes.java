package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.value.ValueJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Attributes of resources or of instrumentation scopes, turned into columns over the distinct resources (scopes): a
/// row then only looks its resource's code up.
final class SharedAttributes {

    /// The column of one key and type.
    ///
    /// @param has by resource: whether it has a value
    /// @param values by resource, as in [AttributeEntries]
    record Column(String key, AttributeType type, boolean[] has, long[] values, ListDictionary dictionary) {}

    private final int ownerCount;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<List<Attribute>> repeated = new ArrayList<>();

    /// @param owners the attributes of each resource, by code
    SharedAttributes(List<List<Attribute>> owners) {
        ownerCount = owners.size();
        for (int owner = 0; owner < ownerCount; owner++) {
            List<Attribute> again = new ArrayList<>();
            for (Attribute attribute : owners.get(owner)) {
                if (!add(owner, attribute)) {
                    again.add(attribute);
                }
            }
            repeated.add(again);
        }
    }

    private boolean add(int owner, Attribute attribute) {
        AttributeType type = typeOf(attribute.value());
        Column column = columns.computeIfAbsent(
                type + " " + attribute.key(),
                _ -> new Column(
                        attribute.key(), type, new boolean[ownerCount], new long[ownerCount], new ListDictionary()));
        if (column.has()[owner]) {
            return false;
        }
        column.has()[owner] = true;
        column.values()[owner] = encode(attribute.value(), column.dictionary());
        return true;
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

    Iterable<Column> columns() {
        return columns.values();
    }

    /// All attributes of all resources that [#repeated] gives.
    List<Attribute> repeatedAttributes() {
        return repeated.stream().flatMap(List::stream).toList();
    }

    /// The attributes of a resource whose key and type it has already: they have no place in a column.
    List<Attribute> repeated(int owner) {
        return repeated.get(owner);
    }
}
