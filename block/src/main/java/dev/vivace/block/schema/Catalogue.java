package dev.vivace.block.schema;

import dev.vivace.model.AttributeScope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Which attributes a block holds, and where: the footer's answer to "does anybody here have this key?". Immutable.
///
/// @param keys by level, then by key: where its values are, one place per type
public record Catalogue(Map<AttributeScope, SequencedMap<String, List<Place>>> keys) {

    public Catalogue {
        keys = new EnumMap<>(keys);
    }

    /// Where the values of one key and type are.
    ///
    /// @param column name of its column, or null if they are in the spill column
    /// @param count spans (events, links) that have such a value
    public record Place(AttributeType type, @Nullable String column, long count) {}

    /// Places of a key; none if no span has it.
    public List<Place> places(AttributeScope scope, String key) {
        SequencedMap<String, List<Place>> ofScope = keys.get(scope);
        return ofScope == null ? List.of() : ofScope.getOrDefault(key, List.of());
    }

    /// The keys of a level.
    public Iterable<String> keys(AttributeScope scope) {
        SequencedMap<String, List<Place>> ofScope = keys.get(scope);
        return ofScope == null ? List.of() : ofScope.keySet();
    }
}
