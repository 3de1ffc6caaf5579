package dev.vivace.live;

import dev.vivace.live.chunk.ContentHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sequence of attribute columns: the one of its parent and one more. Spans made at the same place in a program
/// have
/// the same shape, so a row needs one number to say which columns hold its attributes, and while a span is read
/// the shape so far predicts which column comes next.
final class Shape {

    static final int OBJECTS_BYTES = 160;
    private static final Comparator<AttributeColumn> COLUMN_ORDER =
            Comparator.comparing(AttributeColumn::keyText).thenComparing(column -> column.type);

    final int id;
    final @Nullable Shape parent;
    /// Null for the empty shape.
    final @Nullable AttributeColumn column;

    /// More followers than this are found by their column only.
    private static final int LIKELY = 8;

    /// The first few followers, the one that followed last time in front.
    private @Nullable Shape[] likely = new Shape[1];

    private @Nullable Map<AttributeColumn, Shape> next;
    private volatile @Nullable List<AttributeColumn> columns;

    Shape(int id, @Nullable Shape parent, @Nullable AttributeColumn column) {
        this.id = id;
        this.parent = parent;
        this.column = column;
    }

    /// A follower with this key and type if it is among the likely ones.
    @Nullable
    Shape likelyNext(byte[] data, int keyOffset, int keyLength, ValueType type) {
        @Nullable Shape[] shapes = likely;
        for (int i = 0; i < shapes.length; i++) {
            Shape shape = shapes[i];
            if (shape == null) {
                return null;
            }
            AttributeColumn follower = shape.column;
            if (follower != null
                    && follower.type == type
                    && follower.key.length == keyLength
                    && ContentHash.equal(follower.key, 0, data, keyOffset, keyLength)) {
                if (i > 0) {
                    shapes[i] = shapes[0];
                    shapes[0] = shape;
                }
                return shape;
            }
        }
        return null;
    }

    @Nullable
    Shape next(AttributeColumn column) {
        return next == null ? null : next.get(column);
    }

    void addNext(Shape shape, AttributeColumn column) {
        if (next == null) {
            next = new IdentityHashMap<>(2);
        }
        next.put(column, shape);
        int count = next.size();
        if (count <= LIKELY) {
            if (count > likely.length) {
                likely = Arrays.copyOf(likely, Math.max(count, likely.length * 2));
            }
            likely[count - 1] = shape;
        }
    }

    void removeNext(Shape shape) {
        if (next != null) {
            next.remove(shape.column);
            List<Shape> left = next.values().stream().limit(LIKELY).toList();
            likely = left.toArray(new Shape[left.size()]);
        }
    }

    /// The shape's columns, each once, in the order of [dev.vivace.model.Attribute#COLUMN_ORDER]. For readers too.
    List<AttributeColumn> columns() {
        List<AttributeColumn> result = columns;
        if (result == null) {
            result = sorted();
            columns = result;
        }
        return result;
    }

    private List<AttributeColumn> sorted() {
        Map<AttributeColumn, AttributeColumn> distinct = new IdentityHashMap<>();
        for (Shape shape = this; shape != null; shape = shape.parent) {
            if (shape.column != null) {
                distinct.put(shape.column, shape.column);
            }
        }
        return sorted(distinct.keySet());
    }

    static List<AttributeColumn> sorted(Iterable<AttributeColumn> columns) {
        List<AttributeColumn> result = new ArrayList<>();
        columns.forEach(result::add);
        result.sort(COLUMN_ORDER);
        return List.copyOf(result);
    }
}
