package dev.vivace.parquet;

/// A field that holds values: a flat column, or a member of a [StructList]'s struct. Immutable.
///
/// @param name one path element; may contain dots (`span.http.route`)
/// @param typeLength bytes per value of `FIXED_LEN_BYTE_ARRAY`, 1 to 65,536; 0 for every other type
/// @param optional whether a row (or list element) may have no value
public record Leaf(String name, PhysicalType type, int typeLength, boolean optional, LogicalType logical)
        implements Node {

    private static final int MAX_TYPE_LENGTH = 1 << 16;

    public Leaf {
        if (type == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
            if (typeLength < 1 || typeLength > MAX_TYPE_LENGTH) {
                throw new IllegalArgumentException("leaf '" + name + "': typeLength " + typeLength + " (expected: 1 to "
                        + MAX_TYPE_LENGTH + " for " + type + ")");
            }
        } else if (typeLength != 0) {
            throw new IllegalArgumentException(
                    "leaf '" + name + "': typeLength " + typeLength + " (expected: 0 for " + type + ")");
        }
        if (logical != LogicalType.NONE && type != PhysicalType.BYTE_ARRAY) {
            throw new IllegalArgumentException(
                    "leaf '" + name + "': " + logical + " on " + type + " (expected: on BYTE_ARRAY only)");
        }
    }

    /// A leaf of any type but `FIXED_LEN_BYTE_ARRAY`, without annotation.
    public static Leaf of(String name, PhysicalType type, boolean optional) {
        return new Leaf(name, type, 0, optional, LogicalType.NONE);
    }

    /// A UTF-8 string.
    public static Leaf text(String name, boolean optional) {
        return new Leaf(name, PhysicalType.BYTE_ARRAY, 0, optional, LogicalType.STRING);
    }

    /// A JSON document as UTF-8 text.
    public static Leaf json(String name, boolean optional) {
        return new Leaf(name, PhysicalType.BYTE_ARRAY, 0, optional, LogicalType.JSON);
    }

    /// Values of `width` bytes each.
    public static Leaf fixed(String name, int width, boolean optional) {
        return new Leaf(name, PhysicalType.FIXED_LEN_BYTE_ARRAY, width, optional, LogicalType.NONE);
    }
}
