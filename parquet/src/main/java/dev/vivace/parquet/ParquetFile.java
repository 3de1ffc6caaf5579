package dev.vivace.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A Parquet file open for reading: its footer, decoded. Thread-safe. Holds no handle; the [RangeReader] is the
/// caller's.
public final class ParquetFile {

    ParquetFile() {}

    /// Reads the end of the file, footer and page indexes, in one go if they fit 512 KiB.
    ///
    /// @throws CorruptParquetException if this is not a Parquet file of the kind described above
    public static ParquetFile open(RangeReader in) throws IOException {
        throw new UnsupportedOperationException();
    }

    public ParquetSchema schema() {
        throw new UnsupportedOperationException();
    }

    public List<RowGroup> rowGroups() {
        throw new UnsupportedOperationException();
    }

    /// The footer's own entries, in file order.
    public Map<String, String> keyValues() {
        throw new UnsupportedOperationException();
    }

    /// Bytes fetched through the [RangeReader] so far.
    public long bytesRead() {
        throw new UnsupportedOperationException();
    }
}
