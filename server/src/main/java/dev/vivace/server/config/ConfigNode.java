package dev.vivace.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A value of a configuration and where it was written. Only [Section] can be changed, by flags, before it is read.
sealed interface ConfigNode {

    Place place();

    /// Keys and values in the order of the file.
    record Section(Place place, SequencedMap<String, Entry> entries) implements ConfigNode {
        static Section empty(Place place) {
            return new Section(place, new LinkedHashMap<>());
        }
    }

    /// A list.
    record Items(Place place, List<ConfigNode> values) implements ConfigNode {
        public Items {
            values = List.copyOf(values);
        }
    }

    /// A single value as text, quotes taken off.
    record Scalar(Place place, String text) implements ConfigNode {}

    /// A key with nothing behind it: legal everywhere, and means the default.
    record Nothing(Place place) implements ConfigNode {}

    /// A value and the place of its key.
    record Entry(Place keyPlace, ConfigNode value) {}
}
