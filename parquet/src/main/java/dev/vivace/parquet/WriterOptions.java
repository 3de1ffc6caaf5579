package dev.vivace.parquet;

/// How a file is written.
///
/// @param pageRows rows per page, the same boundaries in every column. A multiple of 64 spares readers bit shifts.
///     A page whose values exceed 4 MiB is cut further, between rows
/// @param zstdLevel 1 to 19; 3 is for a flush, 6 for compaction
/// @param createdBy the writing application, for the footer, as `name version x`: readers built on
///     parquet-java disregard the statistics of files whose author they cannot make out
public record WriterOptions(int pageRows, int zstdLevel, String createdBy) {

    /// 20,480 rows a page, zstd level 3.
    public static final WriterOptions DEFAULTS = new WriterOptions(20_480, 3, "vivace version 1");

    public WriterOptions {
        if (pageRows < 1 || pageRows > ParquetWriter.MAX_ROWS) {
            throw new IllegalArgumentException(
                    "pageRows " + pageRows + " (expected: 1 to " + ParquetWriter.MAX_ROWS + ")");
        }
        if (zstdLevel < 1 || zstdLevel > 19) {
            throw new IllegalArgumentException("zstdLevel " + zstdLevel + " (expected: 1 to 19)");
        }
    }

    public WriterOptions withZstdLevel(int level) {
        return new WriterOptions(pageRows, level, createdBy);
    }

    public WriterOptions withPageRows(int rows) {
        return new WriterOptions(rows, zstdLevel, createdBy);
    }
}
