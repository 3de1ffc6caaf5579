package dev.vivace.parquet;

import java.io.IOException;

/// The bytes of one immutable file, by position. Thread-safe.
public interface RangeReader {

    /// Reads exactly `length` bytes from `offset`. The array is fresh and the caller's.
    ///
    /// @throws IOException also if the file ends before `offset + length`
    byte[] read(long offset, int length) throws IOException;

    /// The file's length in bytes. Cheap: known when the reader was made.
    long size() throws IOException;
}
