package dev.vivace.parquet;

import java.io.IOException;

/// The bytes of one immutable file, by position. Thread-safe.
public interface RangeReader {

    /// Reads exactly `length` bytes from `offset`. The array is fresh and the caller's.
    ///
    /// @throws IOException also if the file ends before `offset + length`
    byte[] read(long offset, int length) throws IOException;

    /// Reads exactly `length` bytes from `offset` to `into[0]` and following.
    ///
    /// @throws IOException also if the file ends before `offset + length`
    default void read(long offset, byte[] into, int length) throws IOException {
        byte[] bytes = read(offset, length);
        if (bytes.length != length) {
            throw new CorruptParquetException("file", offset, bytes.length + " bytes (expected: " + length + ")");
        }
        System.arraycopy(bytes, 0, into, 0, length);
    }

    /// The file's length in bytes. Cheap: known when the reader was made.
    long size() throws IOException;
}
