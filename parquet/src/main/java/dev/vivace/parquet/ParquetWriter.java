package dev.vivace.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/// Writes one Parquet file, row group by row group, column by column. Confined to one thread.
///
/// A file exists once [#finish()] has returned; without it the bytes written so far are no Parquet file.
/// Does not close the stream.
public final class ParquetWriter implements Closeable {

    /// Most rows a row group may have, and most entries (elements and empty lists together) a list column may have.
    static final int MAX_ROWS = 1 << 24;

    public ParquetWriter(OutputStream out, ParquetSchema schema, WriterOptions options) {}

    /// Starts a row group of `rowCount` rows, 1 to 16,777,216.
    public void beginRowGroup(int rowCount) {
        throw new UnsupportedOperationException();
    }

    /// Writes the next column chunk. Leaves come in schema order, each once per row group.
    ///
    /// @throws IllegalArgumentException if the data does not fit the leaf or the row group
    public void column(int leaf, ColumnData data) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Ends the row group; every leaf has been written.
    public void endRowGroup() {
        throw new UnsupportedOperationException();
    }

    /// Adds an entry to the footer, any time before [#finish()]. A second entry of the same key replaces the first.
    public void keyValue(String key, String value) {
        throw new UnsupportedOperationException();
    }

    /// Writes bloom filters, page indexes and footer, and flushes the stream.
    ///
    /// @return the file's size in bytes
    public long finish() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Frees the compressor. Writes nothing.
    @Override
    public void close() {}
}
