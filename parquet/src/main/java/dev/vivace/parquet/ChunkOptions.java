package dev.vivace.parquet;

/// How one column chunk is written.
///
/// @param delta `DELTA_BINARY_PACKED` for `Longs` and `Ints`, instead of `PLAIN`; for sorted or small numbers
/// @param bloom a bloom filter over the values (1 % false positives). Of little use beside a dictionary
/// @param pageMinMax smallest and largest value of every page in the page index: lets readers skip pages if the values
///     follow the row order, and is dead weight if not. Has no effect on `BOOLEAN`, nor when a page's bounds would be
///     longer than 64 bytes or all NaN
public record ChunkOptions(Compression compression, boolean delta, boolean bloom, boolean pageMinMax) {

    /// zstd, and nothing else.
    public static final ChunkOptions DEFAULTS = new ChunkOptions(Compression.ZSTD, false, false, false);

    public ChunkOptions withDelta() {
        return new ChunkOptions(compression, true, bloom, pageMinMax);
    }

    public ChunkOptions withBloom() {
        return new ChunkOptions(compression, delta, true, pageMinMax);
    }

    public ChunkOptions withPageMinMax() {
        return new ChunkOptions(compression, delta, bloom, true);
    }

    public ChunkOptions uncompressed() {
        return new ChunkOptions(Compression.NONE, delta, bloom, pageMinMax);
    }
}
