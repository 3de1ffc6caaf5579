package dev.vivace.parquet;

/// The codec of one column chunk's pages: Parquet's `UNCOMPRESSED` and `ZSTD`.
public enum Compression {
    NONE(0),
    ZSTD(6);

    private final int id;

    Compression(int id) {
        this.id = id;
    }

    /// The number that stands for this codec in a file.
    int id() {
        return id;
    }
}
