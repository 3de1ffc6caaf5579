package dev.vivace.server.config;

import dev.vivace.server.config.ConfigNode.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// YAML text as a tree that keeps the place of every key and value.
///
/// Scalars stay text: what `1_000_000` or `10m` means depends on the key, and is decided where the key is
/// read. Merge
/// keys (`<<`) are followed, as Go's YAML library does. Confined to one thread.
final class YamlTree {

    /// Deeper than any configuration, and shallow enough for every stack: a file can refer to itself
    /// through an anchor.
    private static final int MAX_DEPTH = 64;

    private final String source;

    private YamlTree(String source) {
        this.source = source;
    }

    /// @param source the name to show in places
    /// @throws ConfigException if the text is no YAML, holds several documents, or is not a mapping
    static ConfigNode.Section parse(String text, String source) {
        YamlTree tree = new YamlTree(source);
        Place start = new Place(source, 1, 1);
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(source).build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(tree::place).orElse(start);
            if (e.getProblem().contains("another document")) {
                throw new ConfigException(List.of(place + ": a second document begins here (expected: one)"
                        + (text.lines().anyMatch(line -> line.startsWith("kind:"))
                                ? "; this looks like a Kubernetes manifest: pass the tempo.yaml it contains"
                                : "")));
            }
            String context = e.getContext() == null || e.getContext().isBlank() ? "" : e.getContext() + ": ";
            throw new ConfigException(List.of(place + ": not YAML: " + context + e.getProblem()
                    + (text.lines().anyMatch(line -> line.startsWith("\t"))
                            ? " (YAML is indented with spaces, never with tabs)"
                            : "")));
        } catch (YamlEngineException e) {
            throw new ConfigException(List.of(start + ": not YAML: " + e.getMessage()));
        }
        if (root.isEmpty()) {
            return ConfigNode.Section.empty(start);
        }
        return switch (tree.convert(root.get(), 0)) {
            case ConfigNode.Section section -> section;
            case ConfigNode.Nothing _ -> ConfigNode.Section.empty(start);
            case ConfigNode.Scalar scalar ->
                throw new ConfigException(
                        List.of(scalar.place() + ": '" + scalar.text() + "' (expected: keys, such as 'server:')"));
            case ConfigNode.Items items ->
                throw new ConfigException(List.of(items.place() + ": a list (expected: keys, such as 'server:')"));
        };
    }

    private ConfigNode convert(Node node, int depth) {
        Place place = node.getStartMark().map(this::place).orElseGet(() -> new Place(source, 1, 1));
        if (depth > MAX_DEPTH) {
            throw new ConfigException(
                    List.of(place + ": nested deeper than " + MAX_DEPTH + " levels (does an anchor refer to itself?)"));
        }
        return switch (node) {
            case ScalarNode scalar ->
                isNothing(scalar) ? new ConfigNode.Nothing(place) : new ConfigNode.Scalar(place, scalar.getValue());
            case SequenceNode sequence -> {
                List<ConfigNode> values = new ArrayList<>();
                for (Node value : sequence.getValue()) {
                    values.add(convert(value, depth + 1));
                }
                yield new ConfigNode.Items(place, values);
            }
            case MappingNode mapping -> new ConfigNode.Section(place, entries(mapping, depth));
            case AnchorNode anchor -> convert(anchor.getRealNode(), depth + 1);
            default -> throw new ConfigException(List.of(place + ": unreadable YAML node " + node.getNodeType()));
        };
    }

    private SequencedMap<String, Entry> entries(MappingNode mapping, int depth) {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        SequencedMap<String, Entry> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = tuple.getKeyNode().getStartMark().map(this::place).orElseThrow();
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw new ConfigException(List.of(place + ": a key that is no text (expected: a name and a colon)"));
            }
            String key = keyNode.getValue();
            ConfigNode value = convert(tuple.getValueNode(), depth + 1);
            if (key.equals("<<")) {
                merge(value, merged);
                continue;
            }
            Entry earlier = entries.putIfAbsent(key, new Entry(place, value));
            if (earlier != null) {
                throw new ConfigException(List.of(place + ": key '" + key
                        + "' appears twice in the same section (first at " + earlier.keyPlace() + "); keep one"));
            }
        }
        merged.forEach(entries::putIfAbsent);
        return entries;
    }

    private static void merge(ConfigNode value, SequencedMap<String, Entry> into) {
        switch (value) {
            case ConfigNode.Section section -> section.entries().forEach(into::putIfAbsent);
            case ConfigNode.Items items -> items.values().forEach(item -> merge(item, into));
            case ConfigNode.Scalar _, ConfigNode.Nothing _ ->
                throw new ConfigException(
                        List.of(value.place() + ": nothing to merge (expected: an anchored section behind '<<')"));
        }
    }

    private static boolean isNothing(ScalarNode scalar) {
        String text = scalar.getValue();
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                && (text.isEmpty()
                        || text.equals("~")
                        || text.equals("null")
                        || text.equals("Null")
                        || text.equals("NULL"));
    }

    private Place place(Mark mark) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
