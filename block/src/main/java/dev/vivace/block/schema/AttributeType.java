package dev.vivace.block.schema;

/// The type of an attribute column. The suffix marks the columns of a key's rarer types.
public enum AttributeType {
    /// UTF-8.
    TEXT("str"),
    /// Signed 64 bits.
    INT("int"),
    DOUBLE("double"),
    BOOLEAN("bool"),
    /// Arrays, key-value lists, bytes and keys without value, as JSON text (see `wire`'s `ValueJson`).
    JSON("json");

    private final String suffix;

    AttributeType(String suffix) {
        this.suffix = suffix;
    }

    /// Also the word for this type in the catalogue.
    public String suffix() {
        return suffix;
    }

    static AttributeType ofSuffix(String suffix) {
        for (AttributeType type : values()) {
            if (type.suffix.equals(suffix)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "attribute type '" + suffix + "' (expected: str, int, double, bool or json)");
    }
}
