package dev.vivace.log;

import java.io.IOException;
import java.util.List;

/// The directory of a [LocalSpanLog], as far as the log needs it: the seam at which tests make disks fail.
/// Thread-safe. A name is a file name, or one in a subfolder: `quarantine/…`.
interface SegmentDirectory {

    /// Names of the files right in the directory, in no order.
    List<String> list() throws IOException;

    /// Creates a file, and its subfolder if need be.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one of that name
    SegmentFile create(String name) throws IOException;

    /// Opens a file for reading, and for cutting its end.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none of that name
    SegmentFile open(String name) throws IOException;

    /// Deletes a file. One that is gone is fine.
    void delete(String name) throws IOException;

    /// Renames a file atomically, over another if there is one, and creates the subfolder it goes to if need be.
    void rename(String from, String to) throws IOException;

    /// Makes creations, renames and deletions right in the directory durable.
    void force() throws IOException;

    /// Space that is left for files here, in bytes.
    long usableBytes() throws IOException;
}
