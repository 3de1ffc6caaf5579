package dev.vivace.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The columns of a file: flat leaves and lists of structs, in order. Immutable.
///
/// Leaves are numbered depth first from 0; that number names a column everywhere else in this room.
public final class ParquetSchema {

    private final String name;
    private final List<Node> nodes;
    private final List<Leaf> leaves;
    private final List<List<String>> paths;
    private final List<@Nullable StructList> lists;
    private final Map<List<String>, Integer> indexes;

    /// @param name of the message, for people only
    /// @throws IllegalArgumentException if there is no node, or two have the same name
    public ParquetSchema(String name, List<? extends Node> nodes) {
        this.name = name;
        this.nodes = List.copyOf(nodes);
        this.leaves = new ArrayList<>();
        this.paths = new ArrayList<>();
        this.lists = new ArrayList<>();
        this.indexes = new HashMap<>();
        for (Node node : nodes) {
            switch (node) {
                case Leaf leaf -> add(leaf, null, List.of(leaf.name()));
                case StructList list -> {
                    for (Leaf leaf : list.leaves()) {
                        add(leaf, list, List.of(list.name(), leaf.name()));
                    }
                }
            }
        }
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("schema '" + name + "' has no leaves (expected: at least one)");
        }
    }

    private void add(Leaf leaf, @Nullable StructList list, List<String> path) {
        if (indexes.put(path, leaves.size()) != null) {
            throw new IllegalArgumentException(
                    "schema '" + name + "' has two leaves " + path + " (expected: distinct names)");
        }
        leaves.add(leaf);
        lists.add(list);
        paths.add(path);
    }

    public String name() {
        return name;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public int leafCount() {
        return leaves.size();
    }

    public Leaf leaf(int leaf) {
        return leaves.get(leaf);
    }

    /// The list whose elements hold this leaf; null for a flat column.
    public @Nullable StructList list(int leaf) {
        return lists.get(leaf);
    }

    /// The leaf's path without the groups that only spell out the list: `[duration_nano]`, `[events, name]`.
    public List<String> path(int leaf) {
        return paths.get(leaf);
    }

    /// The number of the leaf at `path`: one name for a flat column (`indexOf("span.http.route")`), two for a list's
    /// leaf (`indexOf("events", "name")`). -1 if this file has no such column, which is an everyday answer.
    public int indexOf(String... path) {
        Integer index = indexes.get(Arrays.asList(path));
        return index == null ? -1 : index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParquetSchema schema && schema.name.equals(name) && schema.nodes.equals(nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return "ParquetSchema[" + name + ", " + nodes + "]";
    }
}
