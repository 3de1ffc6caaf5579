package dev.vivace.parquet;

/// How a leaf's values lie in the file. INT96 and FLOAT, which Parquet also has, are neither written nor read.
public enum PhysicalType {
    BOOLEAN(0),
    INT32(1),
    INT64(2),
    DOUBLE(5),
    BYTE_ARRAY(6),
    FIXED_LEN_BYTE_ARRAY(7);

    private final int id;

    PhysicalType(int id) {
        this.id = id;
    }

    /// The number that stands for this type in a file.
    int id() {
        return id;
    }
}
