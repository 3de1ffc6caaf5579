package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What Vivace understood of a configuration file. Immutable.
///
/// @param keys every key that was written, in the order of the file
/// @param notes as [Settings#notes]
/// @param problems why the server would not start with it, in the order of the file; empty if it would
public record Explanation(List<Written> keys, List<String> notes, List<String> problems) {
    public Explanation {
        keys = List.copyOf(keys);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    /// A key that was written.
    ///
    /// @param place file, line and column
    /// @param key its path, joined with dots; elements of lists have their number in brackets
    /// @param value variables replaced, secrets masked; empty if there is none
    /// @param treatment such as `honoured`; `wrong` if the server does not start because of it
    /// @param sentence why, or what it became; empty if it simply works
    public record Written(String place, String key, String value, String treatment, String sentence) {}

    static Explanation of(ConfigNode.Section root, KnownKeys known, List<String> notes, Problems problems) {
        List<Written> keys = new ArrayList<>();
        new Walk(known, problems, keys).section(root, List.of(), "");
        return new Explanation(keys, notes, problems.lines());
    }

    private record Walk(KnownKeys known, Problems problems, List<Written> keys) {

        void section(ConfigNode.Section section, List<String> names, String path) {
            for (Map.Entry<String, ConfigNode.Entry> entry : section.entries().entrySet()) {
                List<String> below = new ArrayList<>(names);
                below.add(entry.getKey());
                String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                value(entry.getValue().value(), entry.getValue().keyPlace(), below, key);
            }
        }

        private void value(ConfigNode value, Place place, List<String> names, String key) {
            switch (value) {
                case ConfigNode.Scalar scalar -> add(place, value, names, key, Secrets.masked(names, scalar.text()));
                case ConfigNode.Nothing _ -> add(place, value, names, key, "");
                case ConfigNode.Section section -> {
                    if (section.entries().isEmpty()) {
                        add(place, value, names, key, "{}");
                    }
                    section(section, names, key);
                }
                case ConfigNode.Items items -> items(items, place, names, key);
            }
        }

        private void items(ConfigNode.Items items, Place place, List<String> names, String key) {
            List<ConfigNode> values = items.values();
            if (values.stream().allMatch(ConfigNode.Scalar.class::isInstance)) {
                String text = values.stream()
                        .map(item -> Secrets.masked(names, ((ConfigNode.Scalar) item).text()))
                        .collect(Collectors.joining(", ", "[", "]"));
                add(place, items, names, key, text);
                return;
            }
            for (int i = 0; i < values.size(); i++) {
                value(values.get(i), values.get(i).place(), names, key + "[" + i + "]");
            }
        }

        private void add(Place place, ConfigNode value, List<String> names, String key, String shown) {
            String treatment;
            String sentence;
            String ofKey = problems.at(place);
            String problem = ofKey != null ? ofKey : problems.at(value.place());
            KnownKeys.Known found = known.find(names);
            if (problem != null) {
                treatment = "wrong";
                sentence = problem;
            } else if (found != null) {
                treatment = found.treatment().name().toLowerCase(Locale.ROOT);
                sentence = found.sentence();
            } else if (known.isSection(names)) {
                treatment = "accepted";
                sentence = "says nothing, the defaults hold";
            } else {
                treatment = "wrong";
                sentence = "unknown key";
            }
            keys.add(new Written(place.toString(), key, shown, treatment, sentence));
        }
    }
}
