package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attributes of one level (spans, events, links, resources or instrumentation scopes): a sparse column per
/// key and type, and the shapes of rows.
///
/// The writer walks each row's attributes from the empty shape on: [#start], then [#column] per attribute, then
/// [#shape].
final class AttributeStore extends Staged {

    /// The shape of rows whose shape was not kept: any column may have a value.
    static final int UNKNOWN_SHAPE = 1;

    /// Programs that send attributes in random order make a shape per order.
    private static final int MAX_SHAPES = 1 << 15;

    private static final int REFERENCE_BYTES = 4;
    private static final int TYPES = ValueType.values().length;

    private final Stage stage;
    private final Footprint footprint;
    private final Dictionary keys;
    /// By key code and type.
    private volatile @Nullable AttributeColumn[] columns = new AttributeColumn[4 * TYPES];

    private final List<Integer> newColumns = new ArrayList<>();

    private final Shape empty = new Shape(0, null, null);
    private final Shape unknown = new Shape(UNKNOWN_SHAPE, null, null);
    private volatile @Nullable Shape[] shapes = new Shape[4];
    private int shapeCount = 2;
    private int markShapes;
    private Shape cursor = empty;

    AttributeStore(Stage stage, Footprint footprint) {
        super(stage);
        this.stage = stage;
        this.footprint = footprint;
        this.keys = new Dictionary(stage, footprint);
        shapes[0] = empty;
        shapes[UNKNOWN_SHAPE] = unknown;
    }

    /// Writer only: a row's attributes begin.
    void start() {
        cursor = empty;
    }

    /// Writer only: the column of the row's next attribute.
    AttributeColumn column(byte[] data, int keyOffset, int keyLength, ValueType type) {
        Shape next = cursor.likelyNext(data, keyOffset, keyLength, type);
        if (next != null && next.column != null) {
            cursor = next;
            return next.column;
        }
        AttributeColumn column = columnOf(data, keyOffset, keyLength, type);
        cursor = step(cursor, column);
        return column;
    }

    /// Writer only: the id of the shape of the row whose attributes were told since [#start].
    int shape() {
        return cursor.id;
    }

    /// Writer only: the shape one column longer, or the unknown one if there are too many.
    Shape step(Shape from, AttributeColumn column) {
        if (from == unknown) {
            return unknown;
        }
        Shape next = from.next(column);
        if (next == null) {
            if (shapeCount == MAX_SHAPES) {
                return unknown;
            }
            touch();
            next = new Shape(shapeCount, from, column);
            from.addNext(next, column);
            @Nullable Shape[] current = shapes;
            if (shapeCount == current.length) {
                footprint.add((long) shapeCount * REFERENCE_BYTES);
                current = Arrays.copyOf(current, shapeCount * 2);
            }
            current[shapeCount++] = next;
            shapes = current;
            footprint.add(Shape.OBJECTS_BYTES);
        }
        return next;
    }

    /// Writer only: the column of a key and type, made if need be.
    AttributeColumn columnOf(byte[] data, int keyOffset, int keyLength, ValueType type) {
        int index = keys.intern(data, keyOffset, keyLength) * TYPES + type.ordinal();
        @Nullable AttributeColumn[] current = columns;
        if (index < current.length) {
            AttributeColumn column = current[index];
            if (column != null) {
                return column;
            }
        }
        touch();
        byte[] key = Arrays.copyOfRange(data, keyOffset, keyOffset + keyLength);
        AttributeColumn column = switch (type) {
            case TEXT, COMPOSITE -> new DictionaryColumn(key, type, stage, footprint);
            case INT, REAL, BOOL -> new NumberColumn(key, type, stage, footprint);
        };
        if (index >= current.length) {
            int length = Math.max(index + TYPES, current.length * 2);
            footprint.add((long) (length - current.length) * REFERENCE_BYTES);
            current = Arrays.copyOf(current, length);
        }
        current[index] = column;
        columns = current;
        newColumns.add(index);
        return column;
    }

    /// Writer only: takes back the attributes of the last row, whose shape this is.
    void dropRow(int row, int shape) {
        if (shape == UNKNOWN_SHAPE) {
            for (AttributeColumn column : columns) {
                if (column != null) {
                    column.dropRow(row);
                }
            }
            return;
        }
        for (AttributeColumn column : shape(shape).columns()) {
            column.dropRow(row);
        }
    }

    /// The shape of a published row; not for rows of [#UNKNOWN_SHAPE].
    Shape shape(int id) {
        Shape shape = shapes[id];
        if (shape == null) {
            throw new IllegalStateException("no attribute shape " + id);
        }
        return shape;
    }

    /// Writer only: the shape here that has the same columns as a shape of another store.
    Shape copyShape(Shape other) {
        List<AttributeColumn> columns = new ArrayList<>();
        for (Shape shape = other; shape != null; shape = shape.parent) {
            if (shape.column != null) {
                columns.add(shape.column);
            }
        }
        Shape result = empty;
        for (AttributeColumn column : columns.reversed()) {
            result = step(result, columnOf(column.key, 0, column.key.length, column.type));
        }
        return result;
    }

    /// All columns with published entries.
    List<AttributeColumn> published() {
        List<AttributeColumn> result = new ArrayList<>();
        for (AttributeColumn column : columns) {
            if (column != null && column.committedCount() > 0) {
                result.add(column);
            }
        }
        return result;
    }

    /// The key's columns with published entries.
    List<AttributeColumn> published(byte[] key) {
        int code = keys.find(key, 0, key.length);
        List<AttributeColumn> result = new ArrayList<>();
        @Nullable AttributeColumn[] current = columns;
        if (code >= 0) {
            for (int index = code * TYPES; index < Math.min((code + 1) * TYPES, current.length); index++) {
                AttributeColumn column = current[index];
                if (column != null && column.committedCount() > 0) {
                    result.add(column);
                }
            }
        }
        return result;
    }

    @Override
    protected void mark() {
        markShapes = shapeCount;
        newColumns.clear();
    }

    @Override
    protected void commit() {
        // keys and columns publish themselves; a shape is published by the rows that have it
    }

    @Override
    protected void rollback() {
        @Nullable AttributeColumn[] current = columns;
        for (int index : newColumns) {
            AttributeColumn column = current[index];
            current[index] = null;
            if (column != null) {
                column.release();
            }
        }
        @Nullable Shape[] all = shapes;
        while (shapeCount > markShapes) {
            Shape shape = all[--shapeCount];
            all[shapeCount] = null;
            if (shape != null && shape.parent != null) {
                shape.parent.removeNext(shape);
                footprint.add(-Shape.OBJECTS_BYTES);
            }
        }
        cursor = empty;
    }
}
