package dev.vivace.parquet;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A list of structs in every row, possibly empty, never null. Immutable. In the file:
/// ```text
/// required group <name> (LIST) {
///   repeated group list {
///     required group element { <leaves> }
///   }
/// }
/// ```
public record StructList(String name, List<Leaf> leaves) implements Node {

    public StructList {
        leaves = List.copyOf(leaves);
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("list '" + name + "' has no leaves (expected: at least one)");
        }
        Set<String> names = new HashSet<>();
        for (Leaf leaf : leaves) {
            if (!names.add(leaf.name())) {
                throw new IllegalArgumentException(
                        "list '" + name + "' has two leaves '" + leaf.name() + "' (expected: distinct names)");
            }
        }
    }
}
