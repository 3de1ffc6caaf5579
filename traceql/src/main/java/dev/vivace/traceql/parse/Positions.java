package dev.vivace.traceql.parse;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where in the text the nodes of one tree stand, by identity of the node. Kept beside the tree, so that trees are
/// equal by content alone. Confined to one thread while parsing, then read only.
public final class Positions {
    private final String text;
    private final Map<Object, Place> places = new IdentityHashMap<>();

    private record Place(int offset, int depth) {}

    Positions(String text) {
        this.text = text;
    }

    /// For trees that were not made from text.
    public static Positions none() {
        return new Positions("");
    }

    /// Where the node stands; for an operation, where its operator stands.
    public Position of(Object node) {
        Place place = places.get(node);
        return place == null ? Position.UNKNOWN : Position.of(text, place.offset());
    }

    /// Remembers a node and returns its depth: 1 more than that of its deepest child.
    int note(Object node, int offset, @Nullable Object left, @Nullable Object right) {
        int depth = 1 + Math.max(depthOf(left), depthOf(right));
        places.put(node, new Place(offset, depth));
        return depth;
    }

    /// As above, for any number of children.
    int note(Object node, int offset, List<?> children) {
        int deepest = 0;
        for (Object child : children) {
            deepest = Math.max(deepest, depthOf(child));
        }
        places.put(node, new Place(offset, deepest + 1));
        return deepest + 1;
    }

    private int depthOf(@Nullable Object node) {
        if (node == null) {
            return 0;
        }
        Place place = places.get(node);
        return place == null ? 0 : place.depth();
    }
}
